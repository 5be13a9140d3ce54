import type { Command } from "../../domain/command.ts";

/** What a member's or a queue's id is called, to a person. */
type NameOf = (id: string) => string;

/** What a command orders, in a few words. */
export function commandInWords({ type, data }: Command, nameOf: NameOf): string {
  const who = "memberId" in data ? nameOf(data.memberId) : nameOf(data.queueId);
  switch (type) {
    case "RegisterMember":
      return `${data.name} <${data.email}> joins ${data.team}`;
    case "RenameMember":
      return `${who} is called ${data.name}`;
    case "ChangeMemberEmail":
      return `${who} has the address ${data.email}`;
    case "TransferMember":
      return `${who} moves to ${data.team}`;
    case "ChangeManager":
      return `${who} reports to ${data.managerId === null ? "nobody" : nameOf(data.managerId)}`;
    case "ChangeMemberDetails":
      return `${who} has other details (${["title", "timezone", "skills"].filter((name) => name in data).join(", ")})`;
    case "DeactivateMember":
      return `${who} leaves: last day ${data.lastDay}, ${data.reasonCode}`;
    case "ReactivateMember":
      return `${who} is back, as if they had not left`;
    case "RehireMember":
      return `${who} is hired again`;
    case "VoidRegistration":
      return `${who} was registered in error and is no member`;
    case "EraseMember":
      return `The data of ${who} are erased`;
    case "SealMember":
      return `${who} is sealed`;
    case "AssignQueue":
      return `${who} covers ${nameOf(data.queueId)} as ${data.assignmentType}`;
    case "RetypeAssignment":
      return `${who} covers ${nameOf(data.queueId)} as ${data.assignmentType} instead`;
    case "UnassignQueue":
      return `${who} covers ${nameOf(data.queueId)} no longer`;
    case "OpenQueue":
      return `The queue ${data.name} is open`;
    case "RenameQueue":
      return `The queue ${who} is called ${data.name}`;
    case "RequireCoverage":
      return `The queue ${who} requires ${data.minimum}`;
    case "CloseQueue":
      return `The queue ${who} is closed`;
  }
}
