import { postgresProjections } from "../src/infra/postgres/projector/projections.ts";
import { openStore } from "./support/store.ts";

// Rebuilds the tables of a database and tells how much memory this process ever had resident, in MB.
const store = await openStore(process.argv[2] ?? "");
const projections = postgresProjections({
  ...{ pool: store.pool, log: store.log },
  decode: (stored) => store.codec.decode(stored),
});
const { rows } = await projections.rebuild();
await projections.close();
await store.close();
process.stdout.write(JSON.stringify({ rows, residentMb: process.resourceUsage().maxRSS / 1024 }));
