import { authorise } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import type { Muster } from "../muster.ts";
import type { FindReads } from "../reads/findReads.ts";

/** What auditors ask, for one principal. All throw `AccessDenied` for who is neither auditor nor administrator. */
export type AuditReads = {
  /** Who has read whose personal data. */
  readonly reads: FindReads;
};

export const auditReads = (muster: Pick<Muster, "reads">, principal: Principal): AuditReads => ({
  async reads(...asked) {
    authorise(principal, { kind: "read-history", team: null });
    return muster.reads.find(...asked);
  },
});
