import { choice, day, invalid, lineOfText, paragraph } from "../kernel/text.ts";
import { emailAddress } from "./email.ts";
import { assignmentTypes, type MemberCommand, type MemberCommandOf, reasonCodes } from "./messages.ts";
import { teamName } from "./team.ts";

/** The command with every value checked and trimmed; nothing of it is trusted before, and all of it after. */
export function checked(command: MemberCommand): MemberCommand {
  const { type, data } = command;
  switch (type) {
    case "RegisterMember": {
      const values = {
        name: lineOfText("name", data.name),
        email: emailAddress(data.email),
        team: teamName(data.team),
      };
      return { type, data: { ...data, ...values, ...details(data), on: day("on", data.on) } };
    }
    case "RenameMember":
      return { type, data: { ...data, on: day("on", data.on), name: lineOfText("name", data.name) } };
    case "ChangeMemberEmail":
      return { type, data: { ...data, on: day("on", data.on), email: emailAddress(data.email) } };
    case "TransferMember":
      return { type, data: { ...data, on: day("on", data.on), team: teamName(data.team) } };
    case "ChangeMemberDetails":
      return { type, data: { ...data, on: day("on", data.on), ...details(data) } };
    case "DeactivateMember":
      return { type, data: departure(data) };
    case "RehireMember": {
      const team = data.team === undefined ? {} : { team: teamName(data.team) };
      return { type, data: { ...data, ...team, ...details(data), on: day("on", data.on) } };
    }
    case "AssignQueue":
      return { type, data: { ...data, on: day("on", data.on), assignmentType: assignmentType(data) } };
    case "RetypeAssignment":
      return { type, data: { ...data, on: day("on", data.on), assignmentType: assignmentType(data) } };
    case "EraseMember":
      return { type, data: { ...data, on: day("on", data.on), ground: ground(data.ground) } };
    case "ChangeManager":
    case "ReactivateMember":
    case "VoidRegistration":
    case "SealMember":
    case "UnassignQueue":
      day("on", data.on);
      return command;
  }
}

const ground = (text: string | null): string | null => (text === null ? null : lineOfText("ground", text));

const departure = (data: MemberCommandOf<"DeactivateMember">): MemberCommandOf<"DeactivateMember"> => ({
  ...data,
  lastDay: day("lastDay", data.lastDay),
  reasonCode: choice("reasonCode", reasonCodes, data.reasonCode),
  note: paragraph("note", data.note),
});

const assignmentType = (data: { readonly assignmentType: (typeof assignmentTypes)[number] }) =>
  choice("assignmentType", assignmentTypes, data.assignmentType);

type Details = {
  readonly title?: string | null;
  readonly timezone?: string | null;
  readonly skills?: readonly string[];
};

/** The details that are given at all, so that what is left out stays as it is. */
function details<D extends Details>({ title, timezone, skills }: D): Pick<D, keyof D & keyof Details> {
  return {
    ...(title !== undefined && { title: title === null ? null : lineOfText("title", title) }),
    ...(timezone !== undefined && { timezone: timezone === null ? null : zone(timezone) }),
    ...(skills !== undefined && { skills: skillList(skills) }),
  } as Pick<D, keyof D & keyof Details>;
}

function skillList(skills: readonly string[]): readonly string[] {
  if (skills.length > 100) return invalid("skills", "list has more than 100 entries: shorten it.");
  return [...new Set(skills.map((skill) => lineOfText("skills", skill, 100)))];
}

/** A zone of the IANA database, which the runtime carries. An offset is none: it knows no summer. */
function zone(text: string): string {
  const name = lineOfText("timezone", text, 64);
  try {
    if (/^[A-Za-z]/.test(name)) new Intl.DateTimeFormat("en", { timeZone: name });
    else return invalid("timezone", "must be a name like Europe/Berlin.");
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return invalid("timezone", "is not one that is known: give a name like Europe/Berlin.");
  }
  return name;
}
