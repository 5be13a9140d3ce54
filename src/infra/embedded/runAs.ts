import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
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
  const candidates = [
    ...(owner === undefined ? [inNamespace(own)] : []),
    passingAnyFolder(own, account),
    { ...own, identity: account, owner: account },
  ];
  const found = candidates.find((candidate) => reaches(candidate, files, binaries));
  if (found !== undefined) return found;
  throw new EmbeddedUnavailable(
    `Postgres refuses to run as root, and the user with the id ${account.uid} reaches ${binaries.postgres} or ${files.home} not. ` +
      "Run Muster as an ordinary user, or put both where every user may pass.",
  );
};

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

const reaches = (runAs: RunAs, files: EmbeddedFiles, binaries: Binaries): boolean => {
  const [program, ...rest] = [...runAs.prefix, "test", "-x", binaries.postgres, "-a", "-x", files.home];
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
