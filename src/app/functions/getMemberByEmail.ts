import { z } from "zod";
import { reject } from "../../domain/kernel/rejection.ts";
import { normaliseEmail } from "../../domain/member/email.ts";
import { asksForPoint } from "../asOf.ts";
import { AccessDenied, mayDo } from "../access/access.ts";
import type { GuardedQueries } from "../access/guardedQueries.ts";
import { asOf, counted, detailsOf, fromFile, memberFromFile } from "./answers.ts";
import { detailsShape, point, source, value } from "./shapes.ts";
import { reading, teamFunction } from "./teamFunction.ts";

/** Who has an email address. */
export const getMemberByEmail = teamFunction({
  name: "get_member_by_email",
  title: "Who has an email address",
  description:
    "Finds the one member who has an email address: team, title, manager, dates, and the queues covered. Upper and lower case are the same. People who have left are found as well; `active` tells.",
  input: z.strictObject({ email: value().describe("The email address."), ...point }),
  output: z.object({ member: detailsShape, source }),
  hints: reading,
  async run(context, { email, ...asked }) {
    const { queries, source: from } = await context.at(asked);
    const member = await queries.find(email);
    if (normaliseEmail(member.email) !== normaliseEmail(email))
      reject("member-unknown", `There is no member with the email address ${email}.`, { email });
    const managerName = await nameOf(queries, member.managerId);
    return { member: { ...detailsOf(member), managerName }, source: from };
  },
  fromFile({ principal, roster }, { email, ...asked }) {
    if (asksForPoint(asked)) return undefined;
    const found = roster.members.find((member) => normaliseEmail(member.email) === normaliseEmail(email));
    if (!found || !mayDo(principal, { kind: "read-personal", team: roster.team })) return undefined;
    return { member: memberFromFile(principal, found, roster.team), source: fromFile(roster) };
  },
  inShort({ member: { name, email, team, title, active, endDate, managerName, queues }, source: from }) {
    const left = active ? "" : ` (has left${endDate == null ? "" : ` on ${endDate}`})`;
    const manager = managerName == null ? "" : `, reports to ${managerName}`;
    const covers = queues.map(({ queue, type }) => (type ? `${queue} (${type})` : queue)).join(", ");
    const what = [title, `team ${team}`].filter(Boolean).join(", ");
    return `${name} <${email ?? ""}>${left}: ${what}${manager}. Covers ${counted(queues.length, "queue")}${covers && `: ${covers}`}.${asOf(from)}`;
  },
});

/** Null where there is none, and where the caller may not see who it is. */
async function nameOf(queries: GuardedQueries, memberId: string | null): Promise<string | null> {
  if (memberId === null) return null;
  try {
    return (await queries.member(memberId)).name;
  } catch (error) {
    if (error instanceof AccessDenied) return null;
    throw error;
  }
}
