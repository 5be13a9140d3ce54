import { authorise } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import type { Archive } from "../audit/archive.ts";
import type { ExportAsked } from "../audit/exportBundle.ts";
import type { Muster } from "../muster.ts";
import type { FindReads } from "../reads/findReads.ts";

/** What auditors ask, for one principal. All throw `AccessDenied` for who is neither auditor nor administrator. */
export type AuditReads = {
  /** Who has read whose personal data. */
  readonly reads: FindReads;
  /** Events with what proves them; that they were handed out to this principal is recorded. */
  archive(asked: Omit<ExportAsked, "actor">): Promise<Archive>;
};

type Reading = Pick<Muster, "reads" | "auditArchive">;

export const auditReads = (muster: Reading, principal: Principal): AuditReads => ({
  async reads(...asked) {
    authorise(principal, { kind: "read-history", team: null });
    return muster.reads.find(...asked);
  },
  async archive(asked) {
    for (const kind of ["export", "read-history"] as const) authorise(principal, { kind, team: null });
    return muster.auditArchive({ ...asked, actor: principal.actor });
  },
});
