import { type DecodedEvent, isUnreadable, type Unreadable } from "../../../app/codec/eventCodec.ts";
import type { EventLog } from "../../../app/ports/eventLog.ts";
import type { Progress, Projections, RowCounts } from "../../../app/ports/projections.ts";
import { applyBatch, type BatchTarget } from "./batch.ts";
import { lockedStanding, lockRebuilds, moveCheckpoint } from "./checkpoint.ts";
import { applyDifference, countRows, differences } from "./difference.ts";
import type { Target } from "./laying.ts";
import { type Decode, opened, streamUpTo } from "./reading.ts";
import type { Session } from "./session.ts";
import { fillShadow } from "./shadow.ts";
import { TableStore } from "./tableStore.ts";
import { shadow } from "./tables.ts";

export type RecomputationOptions = {
  readonly openSession: () => Promise<Session>;
  readonly log: EventLog;
  readonly decode: Decode;
};

// Small enough that the pages under way weigh little, however many events there are.
const pageSize = 500;
const mostUnreadable = 100;

type Rebuilt = { readonly position: bigint; readonly rows: RowCounts; readonly changed: number };
type Verified = Awaited<ReturnType<Projections["verify"]>>;

/** All tables computed anew, in a shadow of one session's own, as far as it has been filled. */
class Recomputation {
  readonly #options: RecomputationOptions;
  readonly #target: Target;
  readonly #progress: Progress;
  /** What cannot be read, by its position. */
  readonly unreadable = new Map<bigint, Unreadable>();
  position = 0n;

  constructor(session: Session, options: RecomputationOptions, progress: Progress) {
    this.#options = options;
    this.#progress = progress;
    const readStream: Target["readStream"] = (stream, to) => streamUpTo(options, stream, to);
    this.#target = { session, store: new TableStore(session, shadow), readStream };
  }

  /** Fills the shadow from nothing, up to a position or the log's present end. */
  async fill(to?: bigint): Promise<void> {
    const head = to ?? (await this.#options.log.head());
    await fillShadow(this.#target.session, async () => {
      this.position = 0n;
      await this.#follow(to, (done) => this.#progress(done, done > head ? done : head));
    });
  }

  catchUp(to?: bigint): Promise<void> {
    return this.#follow(to, () => undefined);
  }

  async #follow(to: bigint | undefined, progress: (done: bigint) => void): Promise<void> {
    if (to !== undefined && this.position >= to) return;
    for await (const page of opened(this.#options.log.readAll(this.position, { pageSize }), this.#options.decode)) {
      const events = to === undefined ? page : page.filter(({ position }) => position <= to);
      this.#note(events);
      const ahead = events.filter(({ position }) => position > this.position);
      if (ahead.length > 0) this.position = await applyBatch({ ...this.#target, readOn: this.#readOn(to) }, ahead);
      progress(this.position);
      if (events.length < page.length) break;
    }
    if (to !== undefined) this.position = to;
  }

  #note(events: readonly DecodedEvent[]): void {
    for (const event of events)
      if (isUnreadable(event) && this.unreadable.size < mostUnreadable) this.unreadable.set(event.position, event);
  }

  #readOn(to: bigint | undefined): BatchTarget["readOn"] {
    const { log, decode } = this.#options;
    return async function* (after) {
      for await (const page of opened(log.readAll(after, { pageSize }), decode)) {
        const events = to === undefined ? page : page.filter(({ position }) => position <= to);
        yield events;
        if (events.length < page.length) return;
      }
    };
  }
}

/** Runs work in a session of its own; what it has not committed is undone. */
async function inSession<T>(options: RecomputationOptions, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await options.openSession();
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/**
 * Computes all tables anew beside the live ones and applies the difference in one transaction: readers see the rows as
 * they were or as they should be, and what hangs on the tables (views, grants, foreign keys) stays.
 */
export const rebuild = (options: RecomputationOptions, progress: Progress): Promise<Rebuilt> =>
  inSession(options, async (session) => {
    await lockRebuilds(session);
    const anew = new Recomputation(session, options, progress);
    await anew.fill();
    // Once more for what came meanwhile, so that little is left for when the projector has to wait.
    await anew.catchUp();
    await session.begin();
    const standing = await lockedStanding(session);
    // A log on several machines may not show its end everywhere at once.
    do await anew.catchUp();
    while (anew.position < standing.position && anew.position < (await options.log.head()));
    const changed = await applyDifference(session);
    await moveCheckpoint(session, anew.position);
    const rows = await countRows(session);
    await session.commit();
    return { position: anew.position, rows, changed };
  });

/** Computes all tables anew and compares them with the live ones, in one snapshot: the projector need not wait. */
export const verify = (options: RecomputationOptions, progress: Progress): Promise<Verified> =>
  inSession(options, async (session) => {
    const anew = new Recomputation(session, options, progress);
    await anew.fill(await standingAt(session));
    await session.begin("repeatable read");
    const position = await standingAt(session);
    await anew.catchUp(position);
    const found = await differences(session);
    const rows = await countRows(session);
    await session.commit();
    return { position, rows, differences: found, unreadable: [...anew.unreadable.values()] };
  });

async function standingAt(session: Session): Promise<bigint> {
  const { rows } = await session.query("select position from muster.projection");
  return (rows[0]?.["position"] ?? 0n) as bigint;
}
