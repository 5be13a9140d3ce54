import { join } from "node:path";

/** Where the embedded Postgres keeps its things in a home. */
export type EmbeddedFiles = {
  readonly home: string;
  /** The cluster: `data` and `password`, made whole elsewhere and renamed to here. */
  readonly cluster: string;
  readonly data: string;
  readonly password: string;
  /** What lives only as long as a server does: 0700. */
  readonly run: string;
  readonly lock: string;
  readonly record: string;
  readonly port: string;
  readonly log: string;
};

export const embeddedFiles = (home: string): EmbeddedFiles => {
  const run = join(home, "run");
  const cluster = join(home, "postgres");
  return {
    home,
    cluster,
    data: join(cluster, "data"),
    password: join(cluster, "password"),
    run,
    lock: join(run, "keeper.lock"),
    record: join(run, "keeper.json"),
    port: join(run, "port"),
    log: join(run, "postgres.log"),
  };
};
