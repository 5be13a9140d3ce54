import { authorise } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import type { Muster } from "../muster.ts";
import type { RetentionList } from "../retention/listing.ts";
import type { RetentionRun } from "../retention/run.ts";
import type { By } from "../retention/sealOne.ts";

/** Retention for one principal. All throw `AccessDenied` for others. */
export type RetentionDesk = {
  /** For auditors and administrators. */
  list(): Promise<RetentionList>;
  /** The same, for who may run it. */
  plan(): Promise<RetentionList>;
  /** For administrators; as the principal. */
  run(by: Omit<By, "actor">): Promise<RetentionRun>;
};

export const retentionDesk = ({ retention }: Pick<Muster, "retention">, principal: Principal): RetentionDesk => ({
  async list() {
    authorise(principal, { kind: "read-history", team: null });
    return retention.list();
  },
  async plan() {
    authorise(principal, { kind: "administer", team: null });
    return retention.list();
  },
  async run(by) {
    authorise(principal, { kind: "administer", team: null });
    return retention.run({ ...by, actor: principal.actor });
  },
});
