import { finishWaiting } from "./app/guards/finishWaiting.ts";
import type { Muster, Settled } from "./app/muster.ts";
import type { Position } from "./app/ports/eventLog.ts";
import { TablesBehind } from "./app/ports/projections.ts";
import type { Parts } from "./composition/parts.ts";
import { Tokens } from "./composition/tokens.ts";

/** What waits for the tables to come to where the log stands. */
export const settlingUseCases = (parts: Parts): Pick<Muster, "settle" | "waitFor"> => ({
  settle: (position) => settle(parts, position),
  waitFor: async (position, timeoutMs) => (await parts.getAsync(Tokens.projections)).waitFor(position, timeoutMs),
});

/** Tables and file hold the position, as far as they come in time. @throws {TablesBehind} */
export async function settle(parts: Parts, asked: Position): Promise<Settled> {
  const projections = await parts.getAsync(Tokens.projections);
  (await parts.getAsync(Tokens.ledger)).keeper.soon();
  const position = await withWaiting(parts, asked);
  const reached = await projections.catchUp(position);
  if (reached < position) throw new TablesBehind(position, reached);
  const file = await parts.get(Tokens.homeFile).read();
  if (file === undefined) return { position: reached, fileProblem: undefined };
  try {
    await (await parts.getAsync(Tokens.rosterFile)).bringUp(file);
    return { position: reached, fileProblem: undefined };
  } catch (error) {
    // The change is recorded and in the tables; that the file lags is told, and mended by whoever writes it next.
    return { position: reached, fileProblem: error instanceof Error ? error.message : String(error) };
  }
}

/** Who projects follows the log and settles what waits in it; without one it is for whoever reads. */
async function withWaiting(parts: Parts, position: Position): Promise<Position> {
  const [guarded, codec] = await Promise.all([parts.getAsync(Tokens.guarded), parts.getAsync(Tokens.codec)]);
  if (guarded.log.atomic) return position;
  const tables = await (await parts.getAsync(Tokens.projections)).status();
  if (tables.worker !== null || tables.position >= position) return position;
  return finishWaiting(guarded, (stored) => codec.decode(stored), tables.position);
}
