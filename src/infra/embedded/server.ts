import { createServer } from "node:net";
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { database, role, type Workshop } from "./cluster.ts";
import { evictLeftovers, lockFile } from "./leftovers.ts";
import { explain } from "./log.ts";
import { spawnTied, type Tied } from "./tied.ts";
import { EmbeddedUnavailable } from "./unavailable.ts";

/** A Postgres that accepts connections. */
export type Running = { readonly url: string; readonly exited: Promise<number | null> };

const patienceMs = 10_000;

const settings = {
  listen_addresses: "127.0.0.1",
  // TCP only: a socket's path may have 107 bytes, a home's many more.
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "128MB",
  fsync: "on",
  synchronous_commit: "on",
  // A small home stays small.
  wal_level: "minimal",
  max_wal_senders: "0",
  min_wal_size: "32MB",
  max_wal_size: "256MB",
  // Queries here are short: compiling them, or spreading them over processes, costs more than it gives.
  jit: "off",
  max_parallel_workers_per_gather: "0",
  io_method: "sync",
  // A query ends when the process that asked is gone.
  client_connection_check_interval: "1s",
  log_checkpoints: "off",
  logging_collector: "off",
  log_destination: "stderr",
  // What a statement or a row says of people is in no log that outlives them.
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
  log_timezone: "UTC",
  timezone: "UTC",
};

/** Starts Postgres on its port of last time if that is free, on another if not, and waits until it accepts connections. */
export const startServer = async (workshop: Workshop, signal: AbortSignal): Promise<Running> => {
  const { files, log } = workshop;
  const until = Date.now() + patienceMs;
  let port = lastPort(files.port) ?? (await freePort());
  for (;;) {
    const from = log.size();
    const program = await launch(workshop, port);
    if (await accepts(files.data, program)) {
      writeFileSync(files.port, String(port));
      return { url: urlAt(port, files.password), exited: program.exited };
    }
    const why = log.since(from);
    if (signal.aborted || Date.now() > until || !passing.test(why)) {
      throw new EmbeddedUnavailable(explain("did not start", log, from));
    }
    if (why.includes("Address already in use")) port = await freePort();
    else await delay(50);
  }
};

// The port is another's; or the processes of a server that was killed have not all gone yet.
const passing = /Address already in use|shared memory block .* is still in use|lock file ".*" already exists/;

type Launched = Tied & { readonly earlier: string | undefined };

const launch = async (workshop: Workshop, port: number): Promise<Launched> => {
  const { files, binaries, runAs, log } = workshop;
  const bystander = await evictLeftovers(files.data);
  const earlier = lockFile(files.data);
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // Postgres takes a lock file for stale if it names itself, its parent or this one.
  const ignored = bystander === undefined ? {} : { PG_GRANDPARENT_PID: String(bystander) };
  const program = spawnTied(
    "INT",
    [binaries.postgres, "-D", files.data, "-p", String(port), ...options],
    { ...runAs, environment: { ...runAs.environment, ...ignored } },
    log.descriptor,
  );
  workshop.started(program);
  return { ...program, earlier };
};

// Postgres says in its lock file when it is ready; one left by a server that was killed may say so too.
const accepts = async (data: string, program: Launched): Promise<boolean> => {
  const exit = program.exited.then(() => "exited" as const);
  while ((await Promise.race([delay(5), exit])) !== "exited") {
    const now = lockFile(data);
    if (now !== program.earlier && now?.split("\n")[7]?.trim() === "ready") return true;
  }
  return false;
};

const urlAt = (port: number, passwordFile: string): string => {
  const password = readFileSync(passwordFile, "utf8").trim();
  return `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`;
};

const lastPort = (file: string): number | undefined => {
  try {
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch {
    return undefined;
  }
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
