import type { Actor } from "../../domain/kernel/actor.ts";

/**
 * What somebody may do.
 * - `hr-admin`: everything
 * - `lead`: reads and assignments of the own team
 * - `auditor`: reads everything, with its history
 * - `reader`: names, teams and queues
 */
export const roles = ["hr-admin", "lead", "auditor", "reader"] as const;
export type Role = (typeof roles)[number];

export const isRole = (text: unknown): text is Role => roles.some((role) => role === text);

/**
 * Who is asking, as a verified token says it, or this machine for its own user.
 * @property team the caller's own team: "my team", and all that a lead may see
 * @property memberId the caller's own record, where there is one
 * @property remembered true where the token was verified in the last minutes and cannot be now: good for reads alone
 */
export type Principal = {
  readonly actor: Actor;
  readonly roles: readonly Role[];
  readonly team: string | null;
  readonly memberId: string | null;
  readonly remembered?: boolean;
};

/** The user of this machine's home: its command line, its library and its assistant may do everything. */
export const operator = (actor: Actor, team: string | null): Principal => ({
  actor,
  roles: ["hr-admin"],
  team,
  memberId: null,
});
