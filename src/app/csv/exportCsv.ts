import { authorise, confinedTo, mayDo } from "../access/access.ts";
import type { Principal } from "../access/principal.ts";
import type { Muster } from "../muster.ts";
import type { Key, Slice } from "../ports/rosterPages.ts";
import type { MemberDetails } from "../ports/rosterQueries.ts";
import { lookups } from "../roster/lookups.ts";
import { memberReads, type MembersAsked } from "../served/memberReads.ts";
import type { Page } from "../served/page.ts";
import { asQueueCell, joined } from "./cells.ts";
import { type Cells, coverageColumns, historyColumns, queueColumns, tableCsv } from "./tables.ts";

/** Whole lists as comma-separated values, for one principal. All throw `AccessDenied` for who may not export them. */
export type CsvExports = {
  /** In the columns that an import takes, so that a file of members can be taken in again; it changes nothing then. */
  members(filter?: { readonly team?: string | undefined; readonly all?: boolean | undefined }): Promise<string>;
  /** The members that a list asks for, in its order. @throws {Rejection} as the list does */
  membersAsked(asked: MembersAsked): Promise<string>;
  queues(all: boolean): Promise<string>;
  coverage(uncovered: boolean): Promise<string>;
  /** Newest first. @throws {Rejection} `member-unknown`, `ambiguous-name` */
  history(reference: string): Promise<string>;
};

type Reading = Pick<Muster, "queries" | "pages" | "sheets" | "findEvents">;

export const csvExports = (muster: Reading, principal: Principal): CsvExports => ({
  async members({ team = confinedTo(principal, "export"), all = false } = {}) {
    authorise(principal, { kind: "export", team: team ?? null });
    const everyone = await muster.sheets.members({ all: true });
    const wanted = everyone.filter((member) => (all || member.active) && (team === undefined || member.team === team));
    return memberCsv(principal, wanted, everyone);
  },
  async membersAsked(asked) {
    const team = asked.team ?? confinedTo(principal, "export");
    authorise(principal, { kind: "export", team: team ?? null });
    const reads = memberReads(muster, principal);
    const found = await wholeList((slice) => reads.members({ ...asked, team }, slice));
    const everyone = await muster.sheets.members({ all: true });
    const details = new Map(everyone.map((member) => [member.memberId, member]));
    return memberCsv(
      principal,
      found.flatMap(({ memberId }) => details.get(memberId) ?? []),
      everyone,
    );
  },
  async queues(all) {
    confinedTo(principal, "export");
    return tableCsv(queueColumns, await muster.queries.queues({ all }));
  },
  async coverage(uncovered) {
    confinedTo(principal, "export");
    const queues = await muster.queries.coverage();
    return tableCsv(
      coverageColumns,
      queues.filter(({ covered }) => !uncovered || !covered),
    );
  },
  async history(reference) {
    confinedTo(principal, "export");
    const { team } = await lookups(muster.queries).member(reference);
    for (const kind of ["export", "read-history"] as const) authorise(principal, { kind, team });
    return tableCsv(historyColumns, await lookups(muster.queries).history(reference));
  },
});

const many = 1_000;

async function wholeList<Item>(ask: (slice: Slice) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const found: Item[] = [];
  let after: Key | undefined;
  do {
    const { items, next } = await ask({ after, limit: many });
    found.push(...items);
    after = next ?? undefined;
  } while (after !== undefined);
  return found;
}

/** The address of a manager is told to whoever may see it: a lead sees those of the own team. */
function memberCsv(
  principal: Principal,
  members: readonly MemberDetails[],
  everyone: readonly MemberDetails[],
): string {
  const byId = new Map(everyone.map((member) => [member.memberId, member]));
  const manager = ({ managerId }: MemberDetails): string | null => {
    const found = managerId === null ? undefined : byId.get(managerId);
    return found && mayDo(principal, { kind: "read-personal", team: found.team }) ? found.email : null;
  };
  const cells: Cells<MemberDetails> = {
    name: ({ name }) => name,
    email: ({ email }) => email,
    team: ({ team }) => team,
    "manager email": manager,
    title: ({ title }) => title,
    "start date": ({ startDate }) => startDate,
    "end date": ({ endDate }) => endDate,
    queues: ({ queues }) => joined(queues.map(asQueueCell)),
    timezone: ({ timezone }) => timezone,
    skills: ({ skills }) => joined(skills),
  };
  return tableCsv(cells, members);
}
