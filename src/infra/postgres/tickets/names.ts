import { type FragmentSqlToken, sql } from "slonik";
import type { TicketScope } from "../../../app/ports/tickets.ts";

const scoped = (scope: TicketScope): FragmentSqlToken =>
  "team" in scope
    ? sql.fragment`m.team = ${scope.team} and m.active`
    : sql.fragment`m.member_id = ${scope.memberId}::uuid`;

/** Every name that each member goes by or went by, as rows of (member_id, present, name). */
export const namesOf = (scope: FragmentSqlToken): FragmentSqlToken => sql.fragment`
  select m.member_id, m.name as present, n.name from public.team_members m cross join lateral (
    select m.name union
    select h.old_value from public.team_member_history h
    where h.member_id = m.member_id and h.field_name = 'name' and h.old_value is not null
  ) n where ${scope}`;

/** Others who go or went by a name, as rows of their ids. */
const othersCalled = (name: FragmentSqlToken, besides: FragmentSqlToken): FragmentSqlToken => sql.fragment`
  select o.member_id from public.team_members o where o.name = ${name} and o.member_id <> ${besides}
  union all
  select h.member_id from public.team_member_history h
  where h.field_name = 'name' and h.old_value = ${name} and h.member_id <> ${besides}
    and exists (select from public.team_members o where o.member_id = h.member_id)`;

/** The names of those in the scope, told apart: `shared` says that somebody else has or had the name too. */
export const namesIn = (scope: TicketScope): FragmentSqlToken => sql.fragment`
  select k.*, exists (${othersCalled(sql.fragment`k.name`, sql.fragment`k.member_id`)}) as shared
  from (${namesOf(scoped(scope))}) k`;

/** Whether anybody else than those who left has or had a name. */
export const calledByActive = (name: FragmentSqlToken): FragmentSqlToken => sql.fragment`
  exists (select from public.team_members o where o.name = ${name} and o.active)
  or exists (
    select from public.team_member_history h join public.team_members o using (member_id)
    where h.field_name = 'name' and h.old_value = ${name} and o.active
  )`;
