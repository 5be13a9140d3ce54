import { mayDo } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import type { PublicMember } from "../access/seenBy.ts";
import type { MemberDetails, RosterMember } from "../ports/rosterQueries.ts";
import type { FallbackRoster } from "../preferences/readFallback.ts";
import type { z } from "zod";
import type { detailsShape, MemberShape, source } from "./shapes.ts";

/** A member of the tables, in the shape that functions answer. */
export const memberOf = (member: RosterMember | PublicMember): MemberShape => {
  const { queues, ...rest } = member;
  return { ...rest, queues: queues.map((each) => ({ ...each })) };
};

export const detailsOf = (member: MemberDetails): z.output<typeof detailsShape> => {
  const { revision, position, queues, skills, ...rest } = member;
  return {
    ...rest,
    queues: queues.map((each) => ({ ...each })),
    skills: [...skills],
    revision: String(revision),
    position: String(position),
  };
};

/** A member as far as the file knows them, and the principal may see. */
export function memberFromFile(
  principal: Principal,
  { name, email, queues }: FallbackRoster["members"][number],
  team: string,
): MemberShape {
  const personal = mayDo(principal, { kind: "read-personal", team });
  return { name, ...(personal && { email }), team, active: true, queues: queues.map((queue) => ({ queue })) };
}

export const fromDatabase: z.output<typeof source> = { from: "database" };

export const fromFile = ({ position, recordedAt, ageMs }: FallbackRoster): z.output<typeof source> => ({
  from: "file",
  position,
  recordedAt,
  ageSeconds: Math.floor(ageMs / 1000),
});

/** Tells where an answer is from, where that is not the database as it is now. */
export function asOf({ from, ageSeconds = 0, asOf: day, position = "", scheduled }: z.output<typeof source>): string {
  if (from === "file")
    return ` The database cannot be reached: this is from the preferences file, ${duration(ageSeconds)} old.`;
  const { applied = 0, refused = [] } = scheduled ?? {};
  const coming = applied === 0 ? "" : ` with ${counted(applied, "scheduled change")}`;
  const not = refused.map(({ on, message }) => ` What is scheduled for ${on} is not in it: ${message}`).join("");
  return day === undefined ? "" : ` This is as of ${day}${coming}, as known at position ${position}.${not}`;
}

const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** How long, in the greatest unit that fits. */
export function duration(seconds: number): string {
  const [unit, length] = units.find(([, each]) => seconds >= each) ?? units[3];
  return counted(Math.floor(seconds / length), unit);
}

/** `1 day`, `2 days`; `people` is told by whoever asks. */
export const counted = (many: number, one: string, several = `${one}s`): string =>
  `${many} ${many === 1 ? one : several}`;

/** The first of them, and how many more there are. */
export const listed = (texts: readonly string[], most = 30): string =>
  texts.length <= most ? texts.join(", ") : `${texts.slice(0, most).join(", ")} and ${texts.length - most} more`;
