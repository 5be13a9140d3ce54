import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, statSync } from "node:fs";
import type { Binaries } from "./binaries.ts";
import type { EmbeddedFiles } from "./files.ts";
import { EmbeddedUnavailable } from "./unavailable.ts";

export type Account = { readonly uid: number; readonly gid: number };

/** How a program of Postgres is run here. */
export type RunAs = {
  readonly prefix: readonly string[];
  readonly identity: Partial<Account>;
  readonly environment: NodeJS.ProcessEnv;
  readonly directory: string;
  /** Whose the cluster must be; `undefined`: the user's own. */
  readonly owner: Account | undefined;
};

/**
 * Postgres refuses to run as root. Root therefore runs it, in this order of preference: in a user namespace in which root
 * looks like nobody, so that the files stay root's; as another user who may pass any folder; as another user.
 */
export const chooseRunAs = (files: EmbeddedFiles, binaries: Binaries): RunAs => {
  const own = plain(files, binaries);
  if (process.getuid?.() !== 0) return own;
  const owner = foreignOwner(files.data);
  const account = owner ?? unprivileged();
  const possible = (runAs: RunAs): boolean => reaches(runAs, files, binaries);
  const spaced = inNamespace(own);
  if (owner === undefined && possible(spaced)) return spaced;
  const passing = passingAnyFolder(own, account);
  if (possible(passing)) return passing;
  const other = { ...own, identity: account, owner: account };
  letPass(files.home);
  if (possible(other)) return other;
  throw new EmbeddedUnavailable(
    `Postgres refuses to run as root, and another user (id ${account.uid}) cannot reach ${files.home} and ` +
      `${binaries.postgres}. Run Muster as an ordinary user, or put both where every user may pass.`,
  );
};

// Pass, not look: what lies in a home is closed by itself.
const letPass = (home: string): void => chmodSync(home, statSync(home).mode | 0o011);

const plain = (files: EmbeddedFiles, binaries: Binaries): RunAs => {
  const variables = Object.entries(binaries.variables).map(([name, value]) => `${name}=${value}`);
  return {
    // env, because some systems take library paths away from a shell.
    prefix: variables.length > 0 ? ["/usr/bin/env", ...variables] : [],
    identity: {},
    // Nothing else of the caller's: PGDATA, PGPORT and their like would be obeyed.
    environment: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
    directory: files.home,
    owner: undefined,
  };
};

const inNamespace = (own: RunAs): RunAs => ({
  ...own,
  prefix: ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--", ...own.prefix],
});

const passingAnyFolder = (own: RunAs, account: Account): RunAs => ({
  ...own,
  prefix: [
    ...["setpriv", `--reuid=${account.uid}`, `--regid=${account.gid}`, "--clear-groups"],
    ...["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--", ...own.prefix],
  ],
  owner: account,
});

// By doing it: the test command would ask access(2), which ignores what a capability allows.
const reaches = (runAs: RunAs, files: EmbeddedFiles, binaries: Binaries): boolean => {
  const script = 'cd "$1" && exec 3<"$0"';
  const [program, ...rest] = [...runAs.prefix, "/bin/sh", "-c", script, binaries.postgres, files.home];
  const options = { ...runAs.identity, env: runAs.environment, stdio: "ignore" } as const;
  const answer = spawnSync(program, rest, options);
  return answer.status === 0;
};

const foreignOwner = (data: string): Account | undefined => {
  const stats = statSync(data, { throwIfNoEntry: false });
  return stats === undefined || stats.uid === 0 ? undefined : { uid: stats.uid, gid: stats.gid };
};

const unprivileged = (): Account => {
  const accounts = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const fields = accounts.find((line) => line.startsWith(`${name}:`))?.split(":");
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  return { uid: 65_534, gid: 65_534 };
};
