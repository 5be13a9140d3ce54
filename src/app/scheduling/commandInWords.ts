import type { Command } from "../../domain/command.ts";
import type { MemberCommand } from "../../domain/member/messages.ts";
import type { QueueCommand } from "../../domain/queue/messages.ts";

/** What a member's or a queue's id is called, to a person. */
type NameOf = (id: string) => string;

/** What a command orders, in a few words. */
export const commandInWords = (command: Command, nameOf: NameOf): string =>
  // Commands of members name one, those of queues do not.
  "memberId" in command.data ? ofMember(command as MemberCommand, nameOf) : ofQueue(command as QueueCommand, nameOf);

function ofMember({ type, data }: MemberCommand, nameOf: NameOf): string {
  const who = nameOf(data.memberId);
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
  }
}

function ofQueue({ type, data }: QueueCommand, nameOf: NameOf): string {
  const which = nameOf(data.queueId);
  switch (type) {
    case "OpenQueue":
      return `The queue ${data.name} is open`;
    case "RenameQueue":
      return `The queue ${which} is called ${data.name}`;
    case "RequireCoverage":
      return `The queue ${which} requires ${data.minimum}`;
    case "CloseQueue":
      return `The queue ${which} is closed`;
  }
}
