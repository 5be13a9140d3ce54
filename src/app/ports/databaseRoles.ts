/**
 * Whether a process works in the database's four roles, each with no more than its part needs, or as the user that
 * logs in. `why` is then what stands in the way, and `sql` what an administrator can run about it; empty where
 * nothing is to be run.
 */
export type DatabaseRoles =
  | { readonly inUse: true; readonly names: Readonly<Record<RoleKind, string>> }
  | { readonly inUse: false; readonly why: string; readonly sql: string };

export type RoleKind = "owner" | WorkingRole;

/** The roles that connections work in; the owner's rights are the logged-in user's by membership. */
export type WorkingRole = "appender" | "projector" | "reader";
