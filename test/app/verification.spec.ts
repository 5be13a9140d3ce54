import { beforeEach, describe, expect, it } from "@jest/globals";
import { dirname } from "node:path";
import { TablesBehind } from "../../src/app/ports/projections.ts";
import { type VerificationParts, verify } from "../../src/app/verification.ts";
import { computed } from "../infra/projector/support.ts";
import { ledgerOver } from "../support/ledger.ts";
import { type Box, useBox } from "./import/support.ts";

const box = useBox();

const partsOf = ({ log, pool, handler, parts, path, projections }: Box): VerificationParts => {
  const ledger = ledgerOver(log, pool, dirname(path));
  return {
    ...{ log, codec: handler.codec, file: () => Promise.resolve(path) },
    ...{ projections: parts.projections, readModel: parts.readModel, rosterFile: parts.rosterFile },
    settle: (to) => projections.catchUp(to),
    ledger: { ...ledger.parts, bringUp: () => ledger.keeper.bringUp() },
  };
};

beforeEach(async () => {
  await box().import();
});

it("takes in first what a process that was killed left to do", async () => {
  const { projections, log, pool } = box();
  await pool.query("update muster.projection set position = 0");
  await pool.query(`truncate ${computed.join(", ")}`);
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

describe("what is not in the tables", () => {
  const tampered = async (...statements: readonly string[]) => {
    await verify(partsOf(box()));
    for (const sql of ["alter table muster.events disable trigger all", ...statements]) await box().pool.query(sql);
    return verify(partsOf(box()));
  };

  it("is named by the first event that is another", async () => {
    const { ok, first } = await tampered(
      "update muster.events set type = 'QueueOpened' where position = 9",
      "update muster.events set bytes = bytes || ' ' where position = 7",
    );
    expect(ok).toBe(false);
    expect(first).toMatchObject({ table: "log", key: "7", column: "bytes" });
  });

  it("is found where no reader of the log comes", async () => {
    const hidden =
      "insert into muster.events select -1, stream, 1, gen_random_uuid(), type, bytes from muster.events where position = 1";
    expect((await tampered(hidden)).first).toMatchObject({ table: "log", column: "events" });
  });

  it("is found where the next append would go wrong", async () => {
    expect((await tampered("update muster.head set position = position + 5")).first).toMatchObject({ key: "head" });
  });

  it("is looked at from a position on, if asked, and the rest is left out", async () => {
    await tampered("update muster.events set bytes = bytes || ' ' where position = 7");
    const { first, checked } = await verify(partsOf(box()), { from: 2n });
    expect(first).toMatchObject({ key: "7" });
    expect(checked).not.toHaveProperty("members");
  });
});
