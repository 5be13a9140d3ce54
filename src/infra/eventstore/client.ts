import { type Credentials, EventStoreDBClient } from "@eventstore/db-client";
import type { StreamsClient } from "@eventstore/db-client/generated/streams_grpc_pb.js";

/** A call as grpc makes it, and what goes with each: metadata and a deadline. */
export type ReadCall = ReturnType<StreamsClient["read"]>;
type CallArguments = Parameters<StreamsClient["read"]> extends [unknown, ...infer Rest] ? Rest : never;

/**
 * What the client keeps to itself and a read with a filter needs: its own `readAll` takes none, and its reads wait
 * without a limit. The version is pinned for this.
 */
export type ClientInternals = {
  GRPCStreamCreator(
    type: typeof StreamsClient,
    name: string,
    open: (client: StreamsClient) => ReadCall,
  ): () => Promise<ReadCall>;
  callArguments(options: { readonly requiresLeader: boolean }): CallArguments;
};

export type Connection = {
  readonly client: EventStoreDBClient;
  readonly internals: ClientInternals;
  /** To be given with each append, so that it has a call of its own. */
  readonly credentials: Credentials | undefined;
  close(): Promise<void>;
};

/**
 * Connects to one node or to a cluster (`esdb://a:2113,b:2113,c:2113`, `esdb+discover://name`); the line is made at
 * the first call.
 */
export function connect(url: string): Connection {
  const client = EventStoreDBClient.connectionString(url);
  const internals = client as unknown as ClientInternals;
  return {
    client,
    internals,
    credentials: credentialsOf(url),
    close: () => client.dispose(),
  };
}

/**
 * Without credentials the client sends all appends of the process through one call: where that fails, each of them is
 * rejected whether it was stored or not, and an answer that comes late ends the process. With credentials every append
 * is a call of its own; on a line without TLS the client does not send them.
 */
function credentialsOf(url: string): Credentials | undefined {
  const [, username, password] = /^[^:]+:\/\/([^:@/]+):([^@]+)@/.exec(url) ?? [];
  if (username !== undefined && password !== undefined)
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  return /[?&]tls=false/i.test(url) ? { username: "unsent", password: "unsent" } : undefined;
}
