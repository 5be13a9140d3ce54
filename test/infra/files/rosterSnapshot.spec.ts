import { describe, expect, it } from "@jest/globals";
import { unsealedValues } from "../../../src/projections/rosterFile.ts";
import { postgresRosterSnapshots } from "../../../src/infra/postgres/rosterSnapshot.ts";
import { useDatabase } from "../../support/postgres.ts";
import { tables } from "./tables.ts";

const database = useDatabase();
const snapshot = (team = "engineering") => postgresRosterSnapshots(database().pool).snapshot(team);

describe("reading a team for its file", () => {
  it("finds nobody in a log without members, at the checkpoint all the same", async () => {
    await tables(database().pool).at(7n);
    expect(await snapshot()).toEqual({ position: 7n, recordedAt: "1970-01-01T00:00:00.000Z", rows: [], queues: [] });
  });

  it("reads checkpoint, active members and the queues that the team covers or has covered", async () => {
    const put = tables(database().pool);
    for (const name of ["Security", "Networks", "Left behind", "Elsewhere", "Uncovered"]) await put.queue(name);
    await put.queue("Closed", { open: false });
    await put.member("Zoe", { queues: ["Security", "Closed"] });
    await put.member("Ada's", { queues: ["Security", "Networks"] });
    await put.member("Leaver", { active: false, queues: ["Left behind"] });
    await put.member("Seller", { team: "sales", queues: ["Elsewhere"] });
    await put.at(42n);
    expect(await snapshot()).toEqual({
      position: 42n,
      recordedAt: "2025-01-02T03:04:05.678Z",
      rows: [
        {
          name: "Ada's",
          email: "ada's@example.org",
          team: "engineering",
          active: true,
          queues: [{ queue: "Networks" }, { queue: "Security" }],
        },
        {
          name: "Zoe",
          email: "zoe@example.org",
          team: "engineering",
          active: true,
          queues: [{ queue: "Closed" }, { queue: "Security" }],
        },
      ],
      queues: ["Left behind", "Networks", "Security"],
    });
  });

  it("agrees with the query that the file names", async () => {
    const stamp = { position: "", recordedAt: "", generatedAt: "", log: "" };
    const { sql } = unsealedValues("engineering", { members: [], queues: [] }, stamp).my_team.query;
    const { rows } = await database().pool.query(sql);
    expect(rows).toEqual([
      { name: "Ada's", email: "ada's@example.org", queues: ["Networks", "Security"] },
      { name: "Zoe", email: "zoe@example.org", queues: ["Closed", "Security"] },
    ]);
  });

  it("says that there are no tables, once they are dropped", async () => {
    await database().pool.query("drop table team_members cascade");
    expect(await snapshot()).toBeUndefined();
  });
});
