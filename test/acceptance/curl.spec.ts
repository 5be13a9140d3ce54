import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { start, useTemporaryFolder } from "../support/cli.ts";
import { until } from "../support/embeddedHomes.ts";
import { useDatabase } from "../support/postgres.ts";

/** The lines with curl in the documents, run as they are printed beside a server that has nothing in it yet. */
const folder = useTemporaryFolder();
const database = useDatabase({ migrate: false });
let server: ReturnType<typeof start>;
let address = "";

const blocks = ["README.md", "docs/functions.md"].flatMap((file) =>
  [...readFileSync(join(import.meta.dirname, "../..", file), "utf8").matchAll(/```sh\n([^`]*?curl [^`]*?)```/g)].map(
    ([, block = ""]) => ({ file, block }),
  ),
);

// Each call says what it was answered with. What streams is read for a moment.
const prelude = `curl() {
  case " $* " in *" -sN "*) set -- --max-time 2 "$@" ;; esac
  command curl -w '\\n=== %{http_code} %{content_type}\\n' "$@"
}
`;

beforeAll(async () => {
  mkdirSync(folder("clone", ".muster"), { recursive: true });
  const settings = { DATABASE_URL: database().url, MUSTER_PORT: "0", HOME: folder("home") };
  server = start(settings, ["start"], folder("clone"));
  await until("it serves", () => server.said.out.includes("Stop it with Ctrl-C."));
  address = /^Serves: (\S+)/m.exec(server.said.out)?.[1] ?? "";
});
afterAll(async () => {
  server.child.kill("SIGTERM");
  await server.ended;
});

function run(block: string): readonly { readonly body: string; readonly status: number }[] {
  const lines = block.replaceAll("http://127.0.0.1:8420", address);
  const { stdout, stderr } = spawnSync("bash", ["-c", prelude + lines], {
    ...{ cwd: folder("clone"), encoding: "utf8" },
    env: { PATH: process.env["PATH"], HOME: folder("home") },
  });
  expect(stderr).toBe("");
  return [...stdout.matchAll(/([^]*?)\n=== (\d+) .*\n/g)].map(([, body = "", status]) => ({
    body,
    status: Number(status),
  }));
}

describe.each(blocks)("$file", ({ block }) => {
  it("has lines that do what they say", () => {
    const answers = run(block);
    expect(answers).toHaveLength(block.match(/^curl /gm)?.length ?? 0);
    expect(answers.filter(({ status }) => status >= 300)).toEqual([]);
    // Once more: the key has the same answer, and it all still works but for what is there already.
    const again = run(block);
    expect(again.map(({ status }) => status < 500)).toEqual(answers.map(() => true));
  });
});

it("README's lines show what they made", () => {
  const shown = run(blocks[0]?.block ?? "")
    .map(({ body }) => body)
    .join("\n");
  for (const seen of ["Ada Byron", "QueueOpened", '"dryRun":true', '"queue":"Weekend watch"', "MemberRegistered"])
    expect(shown).toContain(seen);
});
