import { newCommandId } from "../../src/app/ids.ts";
import { commandHandler } from "../../src/app/commandHandler.ts";
import { commit } from "../../src/app/guards/commit.ts";
import { Tokens } from "../../src/composition/tokens.ts";
import { wire } from "../../src/composition/wire.ts";
import { readConfig } from "../../src/config.ts";
import type { Command } from "../../src/domain/command.ts";
import type { LocalDate } from "../../src/domain/kernel/time.ts";
import { findHome, openHome } from "../../src/infra/home.ts";

type Settings = Readonly<Record<string, string>>;

/** Gives commands as if the day were an earlier one: what they schedule may be due by now. */
export async function giveOn(day: LocalDate, settings: Settings, ...given: readonly Command[]): Promise<string[]> {
  const parts = wire(readConfig(settings), openHome(findHome(settings, settings["MUSTER_HOME"] ?? "")));
  const [log, codec, read, guardKey, guarded, { timezone }] = await Promise.all([
    ...([parts.getAsync(Tokens.log), parts.getAsync(Tokens.codec), parts.getAsync(Tokens.read)] as const),
    ...([parts.getAsync(Tokens.guardKey), parts.getAsync(Tokens.guarded), parts.getAsync(Tokens.identity)] as const),
  ]);
  await (await parts.getAsync(Tokens.keysInUse)).confirm();
  const now = () => new Date(`${day}T12:00:00Z`);
  const handler = commandHandler({
    ...{ log, codec, read, guardKey, timezone, clock: { now, today: () => day } },
    commit: (writes) => commit(guarded, writes, new Date()),
  });
  const changes: string[] = [];
  for (const command of given) {
    const context = { commandId: newCommandId(), actor: { issuer: "test", subject: "earlier" }, reason: "as agreed" };
    const { scheduled } = await handler.handle([command], context);
    changes.push(scheduled?.changeId ?? "");
  }
  await parts.get(Tokens.resources).disposeAsync();
  return changes;
}
