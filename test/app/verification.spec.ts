import { beforeEach, expect, it } from "@jest/globals";
import { TablesBehind } from "../../src/app/ports/projections.ts";
import { type VerificationParts, verify } from "../../src/app/verification.ts";
import { type Box, useBox } from "./import/support.ts";

const box = useBox();

const partsOf = ({ log, handler, parts, path, projections }: Box): VerificationParts => ({
  ...{ log, codec: handler.codec, file: () => Promise.resolve(path) },
  ...{ projections: parts.projections, readModel: parts.readModel, rosterFile: parts.rosterFile },
  settle: (to) => projections.catchUp(to),
});

beforeEach(async () => {
  await box().import();
});

it("takes in first what a process that was killed left to do", async () => {
  const { projections, log, pool } = box();
  await pool.query("update muster.projection set position = 0");
  await pool.query("truncate team_members, team_queue_assignments, team_member_history, queues");
  expect(await verify(partsOf(box()))).toMatchObject({ ok: true, position: await log.head(), differences: [] });
  expect((await projections.status()).position).toBe(await log.head());
});

it("is false where the tables do not come to where the log is", async () => {
  const { projections, log, pool } = box();
  const head = await log.head();
  await pool.query("update muster.projection set position = 7");
  const settle = () => Promise.reject(new TablesBehind(head, 7n));
  const behind = { table: "projection", key: "position", column: "position", live: 7n, expected: head };
  const { ok, differences } = await verify({ ...partsOf(box()), settle });
  expect(ok).toBe(false);
  expect(differences).toContainEqual(behind);
  expect((await projections.status()).position).toBe(7n);
});
