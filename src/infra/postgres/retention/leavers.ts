import type { Pool } from "pg";
import type { FormerMember, Leavers } from "../../../app/ports/leavers.ts";
import { reachingTables } from "../tablesOutage.ts";

const left = `select member_id as "memberId", name, team, end_date::text as "lastDay" from public.team_members
  where not active and end_date is not null order by end_date, member_id`;

export const postgresLeavers =
  (pool: Pool): Leavers =>
  () =>
    reachingTables(async () => (await pool.query<FormerMember>(left)).rows);
