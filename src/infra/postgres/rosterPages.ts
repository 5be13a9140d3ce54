import { type FragmentSqlToken, sql } from "slonik";
import type { RosterPages, Slice } from "../../app/ports/rosterPages.ts";
import { memberPages } from "./memberPages.ts";
import { queuePages } from "./queuePages.ts";
import { liveTables, type ReadTables } from "./readTables.ts";
import type { TableReads } from "./rosterPool.ts";
import { chartRow, historyRow, idRow, positionRow, teamRow } from "./rosterRows.ts";
import { historyColumns } from "./rosterQueries.ts";

type Parts = Pick<RosterPages, "history" | "teams" | "memberIds" | "positionBefore">;

/** Lists of the tables in Postgres: the live ones, or others in their place. */
export const postgresRosterPages = (reads: TableReads, tables = liveTables): RosterPages => ({
  members: memberPages(reads, tables),
  ...queuePages(reads, tables),
  ...otherPages(reads, tables),
  ...chartPages(reads, tables),
});

const otherPages = (reads: TableReads, { members, history }: ReadTables): Parts => ({
  history(memberId, { after, limit }) {
    const beyond = after
      ? sql.fragment`(position, number) < (${after[0]}::bigint, ${numberOf(sql.fragment`${after[1]}`)})`
      : yes;
    const query = sql.type(historyRow)`select ${historyColumns} from (
        select *, ${numberOf(sql.fragment`history_id`)} as number from ${history} r
        where member_id = ${memberId}::uuid) h
      where ${beyond} order by position desc, number desc limit ${limit}`;
    return reads.read((tables) => tables.any(query));
  },
  teams(team, { after, limit }) {
    const named = team === undefined ? yes : sql.fragment`team = ${team}`;
    const beyond = after ? sql.fragment`team > ${after[0]}` : yes;
    const query = sql.type(teamRow)`select team, count(*) filter (where active)::int as active,
        count(*) filter (where not active)::int as "left"
      from ${members} m where ${named} and ${beyond} group by team order by team limit ${limit}`;
    return reads.read((tables) => tables.any(query));
  },
  memberIds(team) {
    const query = sql.type(idRow)`select member_id as id from ${members} m where team = ${team}`;
    return reads.read((tables) => tables.anyFirst(query));
  },
  positionBefore(instant) {
    const query = sql.type(positionRow)`select position from public.team_member_history
      where changed_at < ${instant}::timestamptz order by changed_at desc limit 1`;
    return reads.read(async (tables) => (await tables.maybeOneFirst(query)) ?? 0n);
  },
});

const chartPages = (reads: TableReads, tables: ReadTables): Pick<RosterPages, "reports" | "reportsOf"> => ({
  reports(managerId, team, { after, limit }) {
    const below = managerId === null ? atTheTop(tables, team) : tables.reportsTo(sql.fragment`${managerId}::uuid`);
    const query = sql.type(chartRow)`select ${chartColumns(tables)} from ${tables.members} m
      where m.active and ${ofTeam(team)} and ${below}
        and ${beyondName(after)} order by m.name, m.member_id limit ${limit}`;
    return reads.read((tables) => tables.any(query));
  },
  reportsOf(managerIds, team, most) {
    const query = sql.type(chartRow)`select ${chartColumns(tables)} from ${tables.members} m
      where m.active and ${ofTeam(team)} and ${tables.reportsTo(sql.fragment`any(${sql.array([...managerIds], "uuid")})`)}
      order by m.name, m.member_id limit ${most}`;
    return reads.read((tables) => tables.any(query));
  },
});

// Rows of one event are numbered at the end of their ids, and are told in that order.
const numberOf = (historyId: FragmentSqlToken) => sql.fragment`(-substring(${historyId} from '[0-9]+$')::int)`;

const yes = sql.fragment`true`;
const ofTeam = (team: string | undefined) => (team === undefined ? yes : sql.fragment`m.team = ${team}`);
const beyondName = (after: Slice["after"]) =>
  after ? sql.fragment`(m.name, m.member_id) > (${after[0]}, ${after[1]}::uuid)` : yes;

const chartColumns = ({ members, reportsTo }: ReadTables) => sql.fragment`m.member_id as "memberId", m.name, m.team,
  m.title, m.manager_id as "managerId",
  (select count(*) from ${members} r where ${reportsTo(sql.fragment`m.member_id`, "r")} and r.active)::int as reports`;

/** Nobody active leads them, on the team that is asked for where one is. */
const atTheTop = (
  { members }: ReadTables,
  team: string | undefined,
) => sql.fragment`not exists (select from ${members} b
  where b.member_id = m.manager_id and b.active and ${team === undefined ? yes : sql.fragment`b.team = ${team}`})`;
