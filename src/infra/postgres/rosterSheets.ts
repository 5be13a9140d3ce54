import { sql } from "slonik";
import type { RosterSheets } from "../../app/ports/rosterSheets.ts";
import { liveTables } from "./readTables.ts";
import type { TableReads } from "./rosterPool.ts";
import { memberColumns, queuesOfMember, withQueuesByName } from "./rosterQueries.ts";
import { memberDetailsRow } from "./rosterRows.ts";

/** Whole lists of the read table. Text is in the order of its code points. */
export const postgresRosterSheets = (reads: TableReads, tables = liveTables): RosterSheets => ({
  async members({ team, all = false } = {}) {
    const ofTeam = team === undefined ? sql.fragment`true` : sql.fragment`m.team = ${team}`;
    const query = sql.type(memberDetailsRow)`
      select ${memberColumns}, m.timezone, m.skills, m.revision, m.position, m.updated_at as "updatedAt"
      from ${tables.members} m ${queuesOfMember(tables)} where ${ofTeam} and (m.active or ${all})
      order by m.name collate "C", m.member_id`;
    return (await reads.read((connection) => connection.any(query))).map(withQueuesByName);
  },
});
