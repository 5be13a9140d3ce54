import { lineOfText } from "../../domain/kernel/text.ts";
import { emailAddress, normaliseEmail } from "../../domain/member/email.ts";
import { teamName } from "../../domain/member/team.ts";
import { normaliseQueueName, queueName } from "../../domain/queue/name.ts";
import { complain, type JsonDocument } from "../preferences/document.ts";
import { valueOf } from "../preferences/properties.ts";
import { items, objectAt, required, textAt } from "../preferences/reading.ts";

/** A member as either source shows them. */
export type ListedMember = {
  readonly name: string;
  readonly email: string;
  readonly active: boolean;
  readonly queues: readonly string[];
};
export type ListedRoster = { readonly team: string; readonly members: readonly ListedMember[] };

/**
 * One way in which two rosters differ; `ours` is the result of the import, `theirs` the second source.
 * `missing`: active there and not here; `extra`: active here and not there.
 */
export type RosterDifference = {
  readonly kind: "team" | "missing" | "extra" | "name" | "queues";
  readonly email: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
};

/**
 * Reads the older roster: `{team, members: [{name, email, active, queues}]}`; a member is active unless it says no.
 * @throws {BadFile}
 */
export function readRoster(document: JsonDocument): ListedRoster {
  const root = objectAt(document, document.root, "the file");
  const seen = new Set<string>();
  const members = items(document, required(document, root, "members"), "members").map((node): ListedMember => {
    const entry = objectAt(document, node, "a member");
    const at = required(document, entry, "email");
    const email = textAt(document, at, emailAddress);
    if (seen.has(normaliseEmail(email))) complain(document, at, `${email} stands here twice`);
    seen.add(normaliseEmail(email));
    const active = valueOf(entry, "active");
    if (active && active.type !== "boolean") complain(document, active, "active must be true or false");
    const queues = items(document, required(document, entry, "queues"), "a member's queues");
    return {
      name: textAt(document, required(document, entry, "name"), (text) => lineOfText("name", text)),
      email,
      active: active?.value !== false,
      queues: queues.map((queue) => textAt(document, queue, queueName)),
    };
  });
  return { team: textAt(document, required(document, root, "team"), teamName), members };
}

/** Every difference between two rosters. Order is none, nor is the case of an address. */
export function compareRosters(ours: ListedRoster, theirs: ListedRoster): readonly RosterDifference[] {
  const byEmail = ({ members }: ListedRoster) =>
    new Map(members.filter(({ active }) => active).map((member) => [normaliseEmail(member.email), member]));
  const [here, there] = [byEmail(ours), byEmail(theirs)];
  const missing = [...there].filter(([email]) => !here.has(email)).map(([, member]) => alone("missing", member));
  const members = [...here].flatMap(([email, member]) => {
    const other = there.get(email);
    return other ? compareMember(member, other) : [alone("extra", member)];
  });
  return [...differ("team", null, ours.team, theirs.team), ...missing, ...members];
}

const alone = (kind: "missing" | "extra", { email, name }: ListedMember): RosterDifference =>
  kind === "extra" ? { kind, email, ours: name, theirs: null } : { kind, email, ours: null, theirs: name };

function compareMember(ours: ListedMember, theirs: ListedMember): readonly RosterDifference[] {
  const key = ({ queues }: ListedMember) => [...new Set(queues.map(normaliseQueueName))].sort().join("\n");
  const shown = ({ queues }: ListedMember) => [...queues].sort().join(", ");
  const queues = key(ours) === key(theirs) ? [] : differ("queues", ours.email, shown(ours), shown(theirs));
  return [...differ("name", ours.email, ours.name, theirs.name), ...queues];
}

const differ = (kind: RosterDifference["kind"], email: string | null, ours: string, theirs: string) =>
  ours === theirs ? [] : [{ kind, email, ours, theirs }];
