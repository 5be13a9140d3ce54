import type { Principal, Role } from "../access/principal.ts";
import { keptOf } from "./askedFor.ts";
import { type Persons, personsIn } from "./personalIn.ts";
import { type ReadByWhom, ReadNotRecorded } from "./readRecord.ts";

/**
 * What somebody is about to be answered.
 * @property what they used: a route, a function, a command
 * @property asked by which parameters, by name
 * @property about the one member whom it is about, though the answer may not say so
 */
export type Reading = {
  readonly what: string;
  readonly asked: object;
  readonly answer: unknown;
  readonly about?: string | undefined;
  readonly correlationId?: string | undefined;
};

/**
 * Records a read before it is answered, where it is of personal data and by one whose reads are recorded.
 * @throws {ReadNotRecorded} it is not to be answered then
 */
export type RecordRead = (principal: Principal, reading: Reading) => Promise<void>;

/** They see everybody, so that nobody else sees what they look at. */
const watched: ReadonlySet<Role> = new Set(["hr-admin", "auditor"]);

export const recordedReads = (record: (read: ReadByWhom) => Promise<void>): RecordRead =>
  async function recordRead({ actor, roles }, { what, asked, answer, about, correlationId }) {
    if (!roles.some((role) => watched.has(role))) return;
    const persons = withAbout(personsIn(answer), about);
    if (persons.memberIds.length + persons.others === 0) return;
    const told = { what, asked: keptOf(asked), ...persons };
    try {
      await record({ told, actor, correlationId });
    } catch (cause) {
      throw new ReadNotRecorded({ cause });
    }
  };

/** All of it is about one member: each line, and what has no id in it. */
const withAbout = ({ memberIds, others }: Persons, about: string | undefined): Persons =>
  about === undefined ? { memberIds, others } : { memberIds: [...new Set([about, ...memberIds])], others: 0 };

/** Where the setting says that reads are not recorded. */
export const unrecorded: RecordRead = () => Promise.resolve();
