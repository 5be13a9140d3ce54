import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { start, useTemporaryFolder } from "../support/cli.ts";
import { useDatabase } from "../support/postgres.ts";

/** How the process begins. */
const folder = useTemporaryFolder();
const database = useDatabase({ migrate: false });

/** Runs a line of JavaScript in the process before the program begins. */
const after = (code: string) => ({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` });

it("says in one sentence what to do where Node is too old", async () => {
  const old = after('Object.defineProperty(process.versions, "node", { value: "20.19.1" })');
  const { code, out, err } = await start(old, ["roster"]).ended;
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(/^Muster needs Node 24 or newer, .*nodejs\.org.*\.\n$/);
});

it("loads no client of EventStoreDB where the log is in Postgres", async () => {
  const telling = after(
    `import { registerHooks } from "node:module";
     registerHooks({ load: (url, context, next) => {
       if (/node_modules.(@eventstore|pg.lib.index)/.test(url)) console.error(url);
       return next(url, context);
     } });`,
  );
  const env = { ...telling, DATABASE_URL: database().url, MUSTER_HOME: folder("home") };
  const { code, err } = await start(env, ["coverage"]).ended;
  expect(code).toBe(0);
  expect(err).toContain("node_modules/pg/lib/index");
  expect(err).not.toContain("eventstore");
});

it("loads nothing but the command line to show help", async () => {
  const telling = after(
    `import { registerHooks } from "node:module";
     registerHooks({ load: (url, context, next) => {
       if (/node_modules.(zod|pg|slonik|inversify|jsonc-parser|umzug)/.test(url)) console.error(url);
       return next(url, context);
     } });`,
  );
  expect(await start(telling, ["--help"]).ended).toMatchObject({ code: 0, err: "" });
});

it("runs nothing that another may have compiled into its home", async () => {
  const env = { DATABASE_URL: database().url, MUSTER_HOME: folder("home") };
  const compiled = folder("home", "run", "compiled");
  mkdirSync(folder("home", "run"), { recursive: true });
  chmodSync(folder("home", "run"), 0o777);
  expect(await start(env, ["coverage"]).ended).toMatchObject({ code: 0 });
  expect(existsSync(compiled)).toBe(false);
  chmodSync(folder("home", "run"), 0o700);
  expect(await start(env, ["coverage"]).ended).toMatchObject({ code: 0 });
  expect(existsSync(compiled)).toBe(true);
});
