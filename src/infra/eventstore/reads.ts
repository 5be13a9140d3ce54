import shared from "@eventstore/db-client/generated/shared_pb.js";
import services from "@eventstore/db-client/generated/streams_grpc_pb.js";
import streams, { type ReadReq, type ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { Position, Revision, Stored } from "../../app/ports/eventLog.ts";
import type { Connection } from "./client.ts";

type Options = ReadReq.Options;

/** Reads by one request each, answered by the leader: what is acknowledged is seen. */
export type Reads = {
  /** Up to `count` events of a stream from a revision on; an absent stream has none. */
  stream(stream: string, from: Revision, count: number): Promise<readonly Stored[]>;
  /** Up to `count` events of the log after a position. */
  after(position: Position, count: number): Promise<readonly Stored[]>;
  newest(): Promise<Stored | undefined>;
};

/** @param prefix what the names of the log's streams begin with, so that a server may hold several logs */
export function reads(connection: Connection, prefix: string): Reads {
  const ask = (options: Options) => request(connection, options, prefix.length);
  return {
    stream: (stream, from, count) => ask(ofStream(prefix + stream, from).setCount(String(count))),
    async after(position, count) {
      // The server begins with the event at the position, which the caller knows.
      const known = position > 0n ? 1 : 0;
      const found = await ask(ofLog(prefix, position).setCount(String(count + known)));
      return found.filter((event) => event.position > position).slice(0, count);
    },
    newest: async () => (await ask(newestOf(prefix).setCount("1")))[0],
  };
}

async function request({ internals }: Connection, options: Options, prefixLength: number): Promise<readonly Stored[]> {
  const req = new streams.ReadReq().setOptions(
    options.setUuidOption(new streams.ReadReq.Options.UUIDOption().setString(new shared.Empty())),
  );
  const open = internals.GRPCStreamCreator(services.StreamsClient, "read", (client) =>
    client.read(req, ...internals.callArguments({ requiresLeader: true })),
  );
  const events: Stored[] = [];
  for await (const answer of (await open()) as AsyncIterable<ReadResp>) {
    const event = answer.getEvent()?.getEvent();
    if (event) events.push(toStored(event, prefixLength));
  }
  return events;
}

const { FORWARDS, BACKWARDS } = streams.ReadReq.Options.ReadDirection;

const options = (direction: typeof FORWARDS | typeof BACKWARDS): Options =>
  new streams.ReadReq.Options().setReadDirection(direction);

function ofStream(name: string, from: Revision): Options {
  const identifier = new shared.StreamIdentifier().setStreamName(Buffer.from(name).toString("base64"));
  const stream = new streams.ReadReq.Options.StreamOptions().setStreamIdentifier(identifier);
  return options(FORWARDS)
    .setStream(stream.setRevision(String(from)))
    .setNoFilter(new shared.Empty());
}

function ofLog(prefix: string, from: Position): Options {
  const all = new streams.ReadReq.Options.AllOptions();
  const at = String(from);
  if (from === 0n) all.setStart(new shared.Empty());
  else all.setPosition(new streams.ReadReq.Options.Position().setCommitPosition(at).setPreparePosition(at));
  return options(FORWARDS).setAll(all).setFilter(named(prefix));
}

const newestOf = (prefix: string): Options =>
  options(BACKWARDS)
    .setAll(new streams.ReadReq.Options.AllOptions().setEnd(new shared.Empty()))
    .setFilter(named(prefix));

function named(prefix: string): ReadReq.Options.FilterOptions {
  const names = new streams.ReadReq.Options.FilterOptions.Expression().setPrefixList([prefix]);
  return new streams.ReadReq.Options.FilterOptions()
    .setStreamIdentifier(names)
    .setCount(new shared.Empty())
    .setCheckpointintervalmultiplier(1);
}

const toStored = (event: ReadResp.ReadEvent.RecordedEvent, prefixLength: number): Stored => ({
  position: BigInt(event.getCommitPosition()),
  stream: Buffer.from(event.getStreamIdentifier()?.getStreamName_asU8() ?? [])
    .toString()
    .slice(prefixLength),
  revision: BigInt(event.getStreamRevision()),
  eventId: event.getId()?.getString() ?? "",
  type: event.getMetadataMap().get("type") ?? "",
  bytes: event.getData_asU8(),
});
