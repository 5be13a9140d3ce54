import { Rejection } from "../../domain/kernel/rejection.ts";
import { normaliseEmail } from "../../domain/member/email.ts";
import { isOutage } from "../outages.ts";
import type { RosterQueries } from "../ports/rosterQueries.ts";
import { AuthenticationUnavailable } from "./failures.ts";

/** The caller's record, as far as access needs it. */
export type OwnRecord = { readonly memberId: string; readonly team: string };

/**
 * The active member who has the address. Someone who has left is nobody's lead: their record says nothing any more.
 * @throws {AuthenticationUnavailable}
 */
export async function ownRecord(
  queries: Pick<RosterQueries, "findMembers">,
  email: string,
): Promise<OwnRecord | undefined> {
  try {
    // A name may look like an address, so what was found is compared once more.
    const member = (await queries.findMembers(email)).find(
      (found) => found.active && normaliseEmail(found.email) === normaliseEmail(email),
    );
    return member && { memberId: member.memberId, team: member.team };
  } catch (error) {
    // After a rollback there are no records; what the caller asks for will say so.
    if (error instanceof Rejection && error.code === "rolled-back") return undefined;
    if (!isOutage(error)) throw error;
    throw new AuthenticationUnavailable("Your record cannot be read now. Try again.", { cause: error });
  }
}
