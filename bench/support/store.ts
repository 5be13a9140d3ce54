import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { eventCodec, type EventCodec, type ToRecord } from "../../src/app/codec/eventCodec.ts";
import { deriveId } from "../../src/app/ids.ts";
import { type EventLog, noStream } from "../../src/app/ports/eventLog.ts";
import type { Sealing } from "../../src/app/ports/sealing.ts";
import { keyWrapping } from "../../src/infra/crypto/keyWrapping.ts";
import { aesSealing } from "../../src/infra/crypto/sealing.ts";
import { postgresDataKeys } from "../../src/infra/postgres/dataKeys.ts";
import { postgresEventLog } from "../../src/infra/postgres/eventLog.ts";
import { postgresMigrations } from "../../src/infra/postgres/migrations.ts";
import { openPool } from "../../src/infra/postgres/pool.ts";
import { readyRoles } from "../../src/infra/postgres/roles.ts";

/** Personal data of about 300 bytes as JSON, as the peer is given it as well. */
export const data = {
  ...{ name: "Augusta Ada King-Noel", email: "augusta.ada.king-noel@example.org", team: "engineering", newTeam: false },
  ...{ title: "Principal Analyst", managerId: null, timezone: "Europe/London" },
  skills: ["analysis", "translation", "mathematics", "bernoulli numbers", "punched cards", "jacquard looms"],
};

export const origin = (commandId: string): ToRecord["origin"] => ({
  ...{ commandId, correlationId: commandId, causationId: commandId },
  actor: { issuer: "bench", subject: "bench" },
});

/** The same bytes but for the cipher: what encryption costs is the difference. */
const unsealed: Sealing = {
  seal: ({ keyId }, _context, plaintext) => ({ keyId, iv: "", ciphertext: plaintext }),
  open: (_key, _context, { ciphertext }) => ciphertext,
};

/** Muster's log on a database, as it is used; `encrypted: false` leaves out the cipher alone. */
export type Store = { readonly pool: Pool; readonly log: EventLog; readonly codec: EventCodec; close(): Promise<void> };

export async function openStore(database: string, { encrypted = true } = {}): Promise<Store> {
  const pool = openPool(database, { max: 20 });
  await postgresMigrations(pool).up();
  // As a process of Muster has it: what appends may do no more than that.
  const roles = await readyRoles(pool);
  if (!roles.inUse) throw new Error(`The database's roles are not in use: ${roles.why}`);
  const appender = openPool(database, { max: 20, role: roles.names.appender });
  const keys = postgresDataKeys(appender, keyWrapping(new Uint8Array(32).fill(1)));
  const log = postgresEventLog(appender);
  const codec = eventCodec(encrypted ? aesSealing : unsealed, keys);
  return {
    ...{ pool, log, codec },
    async close() {
      await log.close();
      await appender.end();
      await pool.end();
    },
  };
}

/** One writer's next append: serialise, seal, store. */
export async function appendOne({ log, codec }: Store, memberId: string, revision: bigint): Promise<void> {
  const eventId = randomUUID();
  const event = { type: "MemberRegistered", data: { ...data, memberId }, effectiveOn: "2025-01-01" } as const;
  const events = await codec.encode([{ event, eventId, origin: origin(eventId) }]);
  await log.append([{ stream: `member-${memberId}`, expected: revision, events }]);
}

/** Writers append one event at a time, each to a stream of its own, until the time is up. Answers appends a second. */
export async function appendFor(store: Store, writers: number, ms: number): Promise<number> {
  const started = performance.now();
  const until = started + ms;
  const counts = await Promise.all(
    Array.from({ length: writers }, async () => {
      const memberId = randomUUID();
      let count = 0;
      while (performance.now() < until) await appendOne(store, memberId, BigInt(count++) - 1n);
      return count;
    }),
  );
  return (counts.reduce((sum, count) => sum + count, 0) * 1000) / (performance.now() - started);
}

export const teamSize = 11;

/** Fills the table of members alone, with teams of eleven: `team 0`, `team 1`, … */
export async function fillMembers(pool: Pool, members: number): Promise<void> {
  await pool.query(`insert into team_members
      (member_id, name, email, email_key, team, title, active, manager_id, start_date, end_date, timezone, skills, revision, position, updated_at, effective_on)
    select gen_random_uuid(), 'Member ' || n, 'm' || n || '@example.org', 'm' || n || '@example.org', 'team ' || n / ${teamSize},
      null, true, null, '2025-01-01', null, null, '{}', 0, n, now(), '2025-01-01'
    from generate_series(0, ${members - 1}) n`);
  await pool.query("vacuum analyze team_members");
}

/**
 * Fills a log with members' histories: a queue each is assigned to and removed from, renames, moves, changes of title.
 * Answers how many events the log holds.
 */
export async function fillHistories(store: Store, members: number, eventsEach: number): Promise<number> {
  const queues = await openQueues(store, 10);
  const some = 50;
  for (let first = 0; first < members; first += some) {
    const writes = await Promise.all(
      Array.from({ length: Math.min(some, members - first) }, async (_, index) => {
        const memberId = randomUUID();
        const events = await store.codec.encode(history(memberId, first + index, eventsEach, queues));
        return { stream: `member-${memberId}`, expected: noStream, events };
      }),
    );
    await store.log.append(writes);
  }
  return members * eventsEach + queues.length;
}

/** Opens queues, and answers their ids. */
export async function openQueues({ log, codec }: Store, count: number): Promise<readonly string[]> {
  const queues = Array.from({ length: count }, () => randomUUID());
  for (const [index, queueId] of queues.entries()) {
    const event = {
      type: "QueueOpened",
      data: { queueId, name: `Queue ${index}` },
      effectiveOn: "2014-01-01",
    } as const;
    const events = await codec.encode([{ event, eventId: deriveId(queueId, "opened"), origin: origin(queueId) }]);
    await log.append([{ stream: `queue-${queueId}`, expected: noStream, events }]);
  }
  return queues;
}

function history(memberId: string, ordinal: number, length: number, queues: readonly string[]): readonly ToRecord[] {
  const register = {
    type: "MemberRegistered",
    data: {
      ...data,
      memberId,
      name: `Member ${ordinal}`,
      email: `member.${ordinal}@example.org`,
      team: `team ${ordinal % 500}`,
    },
  } as const;
  const queueId = queues[ordinal % queues.length] ?? "";
  return Array.from({ length }, (_, index) => {
    const event = index === 0 ? register : change(memberId, index, { ordinal, queueId });
    const effectiveOn = new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);
    const eventId = randomUUID();
    return { event: { ...event, effectiveOn }, eventId, origin: origin(eventId) };
  });
}

function change(
  memberId: string,
  index: number,
  { ordinal, queueId }: { readonly ordinal: number; readonly queueId: string },
) {
  const nth = Math.floor(index / 5);
  const assignment = {
    memberId,
    queueId,
    assignmentId: deriveId(memberId, String(nth)),
    assignmentType: "primary",
  } as const;
  const name = (of: number) => `Member ${ordinal} the ${of}.`;
  switch (index % 5) {
    case 1:
      return { type: "QueueAssigned", data: assignment } as const;
    case 2:
      return { type: "MemberRenamed", data: { memberId, from: name(nth - 1), to: name(nth) } } as const;
    case 3:
      return {
        type: "MemberDetailsChanged",
        data: { memberId, title: { from: `T${nth - 1}`, to: `T${nth}` } },
      } as const;
    case 4:
      return { type: "QueueAssignmentRemoved", data: { ...assignment, acceptedUncovered: [] } } as const;
    default:
      return {
        type: "MemberTransferred",
        data: { memberId, from: `team ${nth - 1}`, to: `team ${nth}`, newTeam: false },
      } as const;
  }
}
