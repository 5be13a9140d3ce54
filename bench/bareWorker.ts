import Fastify, { type FastifyInstance } from "fastify";
import pg from "pg";
import { answering } from "./support/answering.ts";

// The limit that Muster's reads over HTTP are held against: Fastify with one route, which runs one prepared statement.
const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 });
// Days stay text, as they do with us.
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day);
let app: FastifyInstance | undefined;

await answering({
  async serve({ text, values }: { readonly text: string; readonly values: readonly unknown[] }) {
    app = Fastify();
    app.get("/v1/members", async () => {
      const { rows } = await pool.query({ name: "members", text, values: [...values] });
      return { items: rows };
    });
    return { address: await app.listen({ host: "127.0.0.1", port: 0 }) };
  },
});
await app?.close();
await pool.end();
