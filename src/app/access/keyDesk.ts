import { reject } from "../../domain/kernel/rejection.ts";
import { lineOfText } from "../../domain/kernel/text.ts";
import type { ApiKey, ApiKeys } from "../ports/apiKeys.ts";
import type { RosterQueries } from "../ports/rosterQueries.ts";
import { authorise } from "./access.ts";
import { hashOf, newKey } from "./keyText.ts";
import type { Principal, Role } from "./principal.ts";

/** The order cannot be carried out as things are; the sentence says why. */
export class KeyRefused extends Error {
  override readonly name = "KeyRefused";
}

export type KeyOrder = {
  readonly name: string;
  readonly role: Role;
  /** The only team of a lead; "my team" of others. */
  readonly team?: string | undefined;
  readonly expiresAt: Date;
};

/** Makes, lists and revokes API keys, for who may administer. All throw {@link AccessDenied} for others. */
export type KeyDesk = {
  /** The key itself is in this answer and nowhere else. @throws {Rejection} `invalid-value` {@link KeyRefused} */
  create(principal: Principal, order: KeyOrder): Promise<{ readonly key: string; readonly apiKey: ApiKey }>;
  /** The newest first, with those that have expired or are revoked. */
  list(principal: Principal): Promise<readonly ApiKey[]>;
  /** By id, or by the name of one in use. @throws {KeyRefused} where there is none to revoke */
  revoke(principal: Principal, reference: string): Promise<ApiKey>;
};

/** A year and a day: a key that is forgotten must end by itself. */
const longestMs = 366 * 86_400_000;

export type KeyDeskParts = {
  readonly keys: ApiKeys;
  readonly queries: Pick<RosterQueries, "roster">;
  readonly now: () => Date;
};

export function keyDesk(parts: () => Promise<KeyDeskParts>): KeyDesk {
  const administering = async (principal: Principal): Promise<KeyDeskParts> => {
    authorise(principal, { kind: "administer", team: null });
    return parts();
  };
  return {
    async create(principal, order) {
      const desk = await administering(principal);
      const { keyId, key } = newKey();
      const wanted = await checked(order, desk);
      const apiKey = await desk.keys.add({ ...wanted, keyId, hash: hashOf(key), createdBy: principal.actor });
      if (apiKey === undefined)
        throw new KeyRefused(`A key in use is named ${wanted.name}: give another name, or revoke that one first.`);
      return { key, apiKey };
    },
    list: async (principal) => (await administering(principal)).keys.list(),
    async revoke(principal, reference) {
      const { keys } = await administering(principal);
      const found = (await keys.list()).find(
        ({ keyId, name, revokedAt }) => revokedAt === null && (keyId === reference || name === reference),
      );
      const revoked = found && (await keys.revoke(found.keyId, principal.actor));
      return revoked ?? refuse(`No key in use is named ${reference} or has that id: muster key list shows them all.`);
    },
  };
}

async function checked({ name, role, team, expiresAt }: KeyOrder, { queries, now }: KeyDeskParts) {
  const left = expiresAt.getTime() - now().getTime();
  if (!(left > 0)) throw new KeyRefused("The key would have expired already: give a later end.");
  if (left > longestMs) throw new KeyRefused("A key lasts 366 days at most: give an earlier end, and renew it then.");
  if (role === "lead" && team === undefined)
    return reject("invalid-value", "A lead's key needs a team: it reaches no other.", { field: "team" });
  if (team !== undefined && (await queries.roster({ team, all: true })).length === 0)
    return reject("invalid-value", `Nobody is or was on a team named ${team}.`, { field: "team" });
  return { name: lineOfText("name", name), role, team: team ?? null, expiresAt: expiresAt.toISOString() };
}

const refuse = (sentence: string): never => {
  throw new KeyRefused(sentence);
};
