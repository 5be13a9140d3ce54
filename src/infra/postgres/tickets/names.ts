import { type DatabasePool, type FragmentSqlToken, sql } from "slonik";
import { z } from "zod";
import type { AmbiguousTickets, TicketScope } from "../../../app/ports/tickets.ts";

/** A name that a member has or had; `present` is how they are called now, `shared` that somebody else has or had it too. */
const heldName = z.object({ memberId: z.string(), present: z.string(), name: z.string(), shared: z.boolean() });
export type HeldName = z.infer<typeof heldName>;

const scoped = (scope: TicketScope): FragmentSqlToken =>
  "team" in scope
    ? sql.fragment`m.team = ${scope.team} and m.active`
    : sql.fragment`m.member_id = any (${sql.array([...scope.memberIds], "uuid")})`;

// A rename that was entered late stands beside those that it comes before, which tell of another name before them: what
// a member was called is in either column.
const held = (where: FragmentSqlToken): FragmentSqlToken => sql.fragment`
  select m.member_id, m.name as present, m.team, m.active, n.name
  from public.team_members m cross join lateral (
    select m.name union
    select v.name from public.team_member_history h, lateral (values (h.old_value collate "C"), (h.new_value collate "C")) v (name)
    where h.member_id = m.member_id and h.field_name = 'name' and v.name is not null
  ) n where ${where}`;

/** Those who have or had a name, as rows of their ids; of some a row more than once. */
const called = (name: FragmentSqlToken): FragmentSqlToken => sql.fragment`
  select o.member_id, o.active from public.team_members o where o.name = ${name}
  union all
  select o.member_id, o.active from public.team_member_history h join public.team_members o using (member_id)
  where h.field_name = 'name' and h.old_value collate "C" = ${name}
  union all
  select o.member_id, o.active from public.team_member_history h join public.team_members o using (member_id)
  where h.field_name = 'name' and h.new_value collate "C" = ${name}`;

/** Every name of those in the scope. */
export function namesIn(tables: DatabasePool, scope: TicketScope): Promise<readonly HeldName[]> {
  const another = sql.fragment`from (${called(sql.fragment`k.name`)}) c where c.member_id <> k.member_id`;
  return tables.any(sql.type(heldName)`
    select k.member_id as "memberId", k.present, k.name, exists (select ${another}) as shared
    from (${held(scoped(scope))}) k`);
}

const leaversName = z.object({ name: z.string(), memberId: z.string().nullable() });

/** Names that only those have or had who left; with whose it is, where it is one person's. */
export function namesOfLeavers(tables: DatabasePool, team: string | undefined) {
  const whose = team === undefined ? sql.fragment`true` : sql.fragment`m.team = ${team}`;
  return tables.any(sql.type(leaversName)`
    select g.name, w."memberId" from (
      select distinct k.name from (${held(sql.fragment`not m.active and ${whose}`)}) k
    ) g cross join lateral (
      select case when count(distinct c.member_id) = 1 then min(c.member_id::text) end as "memberId",
        bool_or(c.active) as stays
      from (${called(sql.fragment`g.name`)}) c
    ) w where not w.stays`);
}

const namesake = z.object({ name: z.string(), memberId: z.string(), present: z.string(), team: z.string() });

/** Who has or had each of these names, by name. */
export async function namesakes(
  tables: DatabasePool,
  names: readonly string[],
): Promise<readonly Omit<AmbiguousTickets, "open">[]> {
  if (names.length === 0) return [];
  const rows = await tables.any(sql.type(namesake)`
    select distinct n.name, c.member_id as "memberId", m.name as present, m.team
    from unnest(${sql.array([...names], "text")}) n (name) cross join lateral (${called(sql.fragment`n.name collate "C"`)}) c
    join public.team_members m using (member_id) order by n.name, c.member_id`);
  return [...Map.groupBy(rows, ({ name }) => name)].map(([name, those]) => ({
    name,
    members: those.map(({ memberId, present, team }) => ({ memberId, name: present, team })),
  }));
}
