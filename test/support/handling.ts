import { randomUUID } from "node:crypto";
import { eventCodec } from "../../src/app/codec/eventCodec.ts";
import { commandHandler, type CommandContext, type CommandHandlerParts } from "../../src/app/commandHandler.ts";
import { deriveId } from "../../src/app/ids.ts";
import type { DataKeys } from "../../src/app/ports/dataKeys.ts";
import type { EventLog } from "../../src/app/ports/eventLog.ts";
import { streamReader } from "../../src/app/streamReader.ts";
import type { Command } from "../../src/domain/command.ts";
import { guardKey } from "../../src/infra/crypto/guardKey.ts";
import { aesSealing } from "../../src/infra/crypto/sealing.ts";
import { memoryDataKeys } from "../../src/infra/memory/dataKeys.ts";

export const today = "2026-01-07";

/** A command handler over a log, with real sealing, on a day that stays. */
export function handling(log: EventLog, change: Partial<CommandHandlerParts> & { readonly dataKeys?: DataKeys } = {}) {
  const codec = eventCodec(aesSealing, change.dataKeys ?? memoryDataKeys());
  const parts: CommandHandlerParts = {
    log,
    codec,
    read: streamReader(log, codec, () => Promise.resolve(false)),
    guardKey: guardKey(new Uint8Array(32).fill(7)),
    clock: { now: () => new Date(`${today}T12:00:00Z`), today: () => today },
    timezone: "UTC",
    commit: (writes) => log.append(writes),
    ...change,
  };
  return { ...parts, ...commandHandler(parts) };
}

export const by = (commandId: string = randomUUID()): CommandContext => ({
  commandId,
  actor: { issuer: "test", subject: "tester" },
});

/** Ids that read well in a failing test. */
export const memberId = (name: string): string => deriveId("member", name);
export const queueId = (name: string): string => deriveId("queue", name);

export const register = (
  name: string,
  change: Partial<Extract<Command, { type: "RegisterMember" }>["data"]> = {},
): Command => ({
  type: "RegisterMember",
  data: {
    memberId: memberId(name),
    on: "2025-01-01",
    name,
    email: `${name}@example.org`,
    team: "engineering",
    newTeam: true,
    title: null,
    managerId: null,
    timezone: null,
    skills: [],
    ...change,
  },
});

export const openQueue = (name: string): Command => ({
  type: "OpenQueue",
  data: { queueId: queueId(name), on: "2025-01-01", name },
});

export const assign = (name: string, queue: string, on = today): Command => ({
  type: "AssignQueue",
  data: { memberId: memberId(name), queueId: queueId(queue), on, assignmentType: "primary" },
});
