import { AuthenticationUnavailable } from "./failures.ts";
import type { Principal, Role } from "./principal.ts";

/**
 * What a use case is about to do. `team` is whose data it concerns: null is data of no team or of every team.
 * - `read-roster`: names, teams, queues and who covers what
 * - `read-personal`: emails, titles, dates, skills, time zones
 * - `read-history`: who changed what, when and why, and the log's events
 * - `change-assignment`, `change-member`, `change-queue`
 * - `import`, `export`, `administer`
 */
export type Action = { readonly kind: ActionKind; readonly team: string | null };

export const actionKinds = [
  "read-roster",
  "read-personal",
  "read-history",
  "change-assignment",
  "change-member",
  "change-queue",
  "import",
  "export",
  "administer",
] as const;
export type ActionKind = (typeof actionKinds)[number];

/** The caller is known, and may not do this; `action` is null where they may do nothing at all. */
export class AccessDenied extends Error {
  override readonly name = "AccessDenied";
  readonly action: Action | null;

  constructor(action: Action | null, sentence: string) {
    super(sentence);
    this.action = action;
  }
}

type Reach = "anything" | "own-team";

/** What is not listed is denied. A role that reaches its own team only never reaches what is of no team. */
const granted: Readonly<Record<Role, Readonly<Partial<Record<ActionKind, Reach>>>>> = {
  "hr-admin": {
    "read-roster": "anything",
    "read-personal": "anything",
    "read-history": "anything",
    "change-assignment": "anything",
    "change-member": "anything",
    "change-queue": "anything",
    import: "anything",
    export: "anything",
    administer: "anything",
  },
  lead: {
    "read-roster": "own-team",
    "read-personal": "own-team",
    "read-history": "own-team",
    "change-assignment": "own-team",
    export: "own-team",
  },
  auditor: {
    "read-roster": "anything",
    "read-personal": "anything",
    "read-history": "anything",
    export: "anything",
  },
  reader: { "read-roster": "anything" },
};

const does: Readonly<Record<ActionKind, string>> = {
  "read-roster": "see this roster",
  "read-personal": "see personal details",
  "read-history": "see the history",
  "change-assignment": "change assignments",
  "change-member": "change members",
  "change-queue": "change queues",
  import: "import",
  export: "export",
  administer: "administer Muster",
};

const reads: ReadonlySet<ActionKind> = new Set(["read-roster", "read-personal", "read-history", "export"]);

/** Whether the principal may do it now, by any of their roles. */
export const mayDo = (principal: Principal, action: Action): boolean =>
  (principal.remembered !== true || reads.has(action.kind)) && isGranted(principal, action);

const isGranted = ({ roles, team }: Principal, action: Action): boolean =>
  roles.some((role) => {
    const reach = granted[role][action.kind];
    return reach === "anything" || (reach === "own-team" && team !== null && action.team === team);
  });

/**
 * Which team's data the principal is confined to for a kind of action; undefined is no bound.
 * @throws as `authorise` does
 */
export function confinedTo(principal: Principal, kind: ActionKind): string | undefined {
  const unbound = { kind, team: null };
  const own = { kind, team: principal.team };
  const action = isGranted(principal, unbound) ? unbound : isGranted(principal, own) ? own : undefined;
  authorise(principal, action ?? unbound);
  return action?.team ?? undefined;
}

/**
 * @throws {AccessDenied} whose sentence says which roles would do
 * @throws {AuthenticationUnavailable} where it takes a token that is verified now
 */
export function authorise(principal: Principal, action: Action): void {
  if (!isGranted(principal, action)) refuse(action);
  if (!mayDo(principal, action))
    throw new AuthenticationUnavailable("Your token cannot be verified now, and changes need that: try again.");
}

function refuse(action: Action): never {
  const who = Object.entries(granted)
    .filter(([, kinds]) => kinds[action.kind] !== undefined)
    .map(([role, kinds]) => (kinds[action.kind] === "own-team" ? `${role} (of their own team)` : role));
  throw new AccessDenied(action, `You may not ${does[action.kind]}: that takes the role ${who.join(" or ")}.`);
}
