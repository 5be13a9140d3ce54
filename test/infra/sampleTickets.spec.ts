import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { makeSampleTickets, NotASample, removeSampleTickets, sampleMark } from "../../scripts/deskSample.ts";
import { fillWithManyMembers } from "../support/manyMembers.ts";
import { useDatabase } from "../support/postgres.ts";

const database = useDatabase();
const sample = { count: 1000, team: "team 1" };

describe("a sample of tickets", () => {
  let client: pg.Client;
  beforeAll(async () => {
    await fillWithManyMembers(database().pool, 33);
    client = new pg.Client({ connectionString: database().url });
    await client.connect();
  });
  afterAll(() => client.end());

  it("is called a sample everywhere, and one in fifty of it is the team's", async () => {
    await makeSampleTickets(client, sample);
    await makeSampleTickets(client, sample);
    const { rows } = await client.query(`
      select count(*)::int as made, obj_description('tickets'::regclass) as comment,
        count(*) filter (where "TKT-Ticket ID" like 'SAMPLE-%' and "TKT-Summary" like 'Sample: %')::int as named,
        count(*) filter (where "TKT-Assigned To User" in (
          select name from team_members where team = 'team 1'
          union select old_value from team_member_history h join team_members using (member_id) where team = 'team 1'))::int as ours,
        count(*) filter (where "TKT-Assigned To User" is null)::int as nobodys,
        count(distinct "TKT-Queue")::int > 1 as queues
      from tickets`);
    expect(rows).toEqual([{ made: 1000, named: 1000, ours: 20, nobodys: 20, comment: sampleMark, queues: true }]);
  });

  it("is taken away again", async () => {
    expect(await removeSampleTickets(client)).toBe(true);
    expect(await removeSampleTickets(client)).toBe(false);
  });

  it("never takes the place of a table that is somebody's own", async () => {
    await client.query("create table tickets as select 1 as precious");
    await expect(makeSampleTickets(client, sample)).rejects.toThrow(NotASample);
    await expect(removeSampleTickets(client)).rejects.toThrow(NotASample);
    expect((await client.query("select * from tickets")).rows).toEqual([{ precious: 1 }]);
  });
});
