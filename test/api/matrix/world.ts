import type { FastifyInstance } from "fastify";
import { operator, type Role, roles } from "../../../src/app/access/principal.ts";
import { newCommandId } from "../../../src/app/ids.ts";
import type { Muster } from "../../../src/app/muster.ts";
import type { Outcome } from "../../../src/app/outcome.ts";
import { addDays } from "../../../src/domain/kernel/time.ts";
import { changeLists } from "../../../src/app/served/changeLists.ts";
import { rosterChanges } from "../../../src/app/roster/rosterChanges.ts";
import { api } from "../../../src/api/api.ts";
import { metrics } from "../../../src/infra/telemetry/metrics.ts";

/** Whose data a request is about, as a lead of `engineering` sees it. */
export type Place = "own" | "other";
export const teams = { own: "engineering", other: "support" } as const;

/** What only those may read who may read personal details, reasons and notes; nothing else in the tests holds it. */
export const secrets = ["@secret.example", "secret title", "secret reason", "secret note"];

const admin = operator({ issuer: "test", subject: "admin" }, null);

/** A Muster with two teams and a queue of each, the API over it, and a real key of each role. */
export async function matrixWorld(muster: Muster) {
  const changes = rosterChanges(muster);
  let made = 0;
  const next = (): string => `${(made += 1)}`;
  const context = () => ({ commandId: newCommandId(), actor: admin.actor, reason: "secret reason" });
  const settled = async <T extends { readonly position: bigint }>(change: Promise<T>): Promise<T> => {
    const outcome = await change;
    await muster.settle(outcome.position);
    return outcome;
  };
  const member = async (place: Place): Promise<string> => {
    const name = `Member ${next()}`;
    const email = `${name.replace(" ", ".")}@secret.example`;
    const details = { name, email, team: teams[place], newTeam: true, title: "a secret title", start: "2025-01-01" };
    return (await settled(changes.addMember(details, context()))).id;
  };
  const queue = async (): Promise<string> => {
    const name = `Queue ${next()}`;
    await settled(changes.openQueue({ name, on: "2025-01-01" }, context()));
    return name;
  };
  const toList = async (place: Place) => [
    { type: "AssignQueue" as const, member: await member(place), queue: await queue() },
  ];
  const figures = { ...metrics({ health: () => muster.health(), tally: muster.tally }), openHere: false };
  const app = await api({ muster, authenticate: muster.access.authenticate, version: "test", metrics: figures });
  await app.ready();
  const standing = { own: await member("own"), other: await member("other") };
  return {
    app,
    keys: await keysOf(muster),
    standing,
    member,
    queue,
    next,
    covering: async (place: Place) => {
      const cover = { member: await member(place), queue: await queue() };
      await settled(changes.assignQueue(cover, {}, context()));
      return cover;
    },
    /** A list of changes, and as it was shown to an administrator. */
    toList,
    shown: async (place: Place) => {
      const orders = await toList(place);
      return { commands: orders, plan: (await changeLists(muster, admin).rehearse({ orders }, context())).plan };
    },
    /** The ids of events: of an assignment, of a change of a member, and of a queue's. */
    assigned: async (place: Place): Promise<string> => {
      const cover = { member: await member(place), queue: await queue() };
      return eventIn(await settled(changes.assignQueue(cover, {}, context())));
    },
    titled: async (place: Place): Promise<string> =>
      eventIn(await settled(changes.updateMember(await member(place), { title: "secret title" }, context()))),
    renamed: async (): Promise<string> =>
      eventIn(await settled(changes.renameQueue(await queue(), { name: `Queue ${next()}` }, context()))),
    /** An assignment that ends by a departure, which stands in the way of whatever would end it before. */
    ended: async (place: Place) => {
      const cover = { member: await member(place), queue: await queue() };
      await settled(changes.assignQueue(cover, { on: "2025-02-01" }, context()));
      const leaving = { reasonCode: "resignation", lastDay: "2025-06-30" } as const;
      return {
        ...cover,
        departure: eventIn(await settled(changes.deactivateMember(cover.member, leaving, context()))),
      };
    },
    /** Changes for a later day: an assignment, and a new title. */
    toCover: async (place: Place): Promise<string> => {
      const cover = { member: await member(place), queue: await queue() };
      return changeIn(await settled(changes.assignQueue(cover, { effectiveOn: dayToCome() }, context())));
    },
    toTitle: async (place: Place): Promise<string> => {
      const title = { title: "secret title", effectiveOn: dayToCome() };
      return changeIn(await settled(changes.updateMember(await member(place), title, context())));
    },
    gone: async (place: Place): Promise<string> => {
      const id = await member(place);
      const leaving = { reasonCode: "resignation", note: "secret note" } as const;
      await settled(changes.deactivateMember(id, leaving, context()));
      return id;
    },
    hold: async (): Promise<string> =>
      (await muster.holds.place({ memberIds: [await member("own")], query: null }, context())).holdId,
    email: async (place: Place): Promise<string> =>
      (await muster.queries.member(await member(place)))?.email ?? "nobody",
    head: async () => (await muster.status()).log,
  };
}
export type MatrixWorld = Awaited<ReturnType<typeof matrixWorld>>;

async function keysOf(muster: Muster): Promise<Readonly<Record<Role, string>>> {
  const expiresAt = new Date(Date.now() + 3_600_000);
  const keys = roles.map(async (role) => {
    const order = { name: role, role, team: teams.own, expiresAt };
    return [role, (await muster.access.keys.create(admin, order)).key] as const;
  });
  return Object.fromEntries(await Promise.all(keys)) as Record<Role, string>;
}

const eventIn = ({ events: [first] }: Outcome): string => first?.eventId ?? "none";
const changeIn = ({ scheduled }: Outcome): string => scheduled?.changeId ?? "none";

/** So far ahead that no test waits for it. */
export const dayToCome = (days = 30): string => addDays(new Date().toISOString().slice(0, 10), days);

/** Every route of the server, as `GET /v1/members/:id`; HEAD goes with GET. */
export function routesOf(app: FastifyInstance): readonly string[] {
  const path: string[] = [];
  return app
    .printRoutes({ commonPrefix: false })
    .split("\n")
    .flatMap((line) => {
      const [, indent = "", segment = "", methods = ""] = /^([│ ]*)[├└]── (\S*) \(([A-Z, ]+)\)$/.exec(line) ?? [];
      if (methods === "") return [];
      path.splice(indent.length / 4, Infinity, segment);
      const known = methods.split(", ").filter((method) => method !== "HEAD");
      return known.map((method) => `${method} ${path.join("")}`);
    })
    .sort();
}
