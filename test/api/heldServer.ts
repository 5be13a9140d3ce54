import { api } from "../../src/api/api.ts";
import { listen } from "../../src/api/listening.ts";
import { readConfig } from "../../src/config.ts";
import { openMuster } from "../../src/openMuster.ts";

/**
 * A server in a process of its own, as the settings in its environment say, which tells each step of a command on a line
 * and holds still for ever at the one named in `HOLD_AT`, so that it can be killed there.
 */
function step(name: string): void {
  process.stdout.write(`${name}\n`);
  if (name === process.env["HOLD_AT"]) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const opened = await openMuster(readConfig(process.env), { workingDirectory: process.cwd(), environment: process.env });
const muster: typeof opened = {
  ...opened,
  answers: {
    ...opened.answers,
    async begin(...asked) {
      const begun = await opened.answers.begin(...asked);
      step("begun");
      return begun;
    },
    async finish(...kept) {
      step("recorded");
      await opened.answers.finish(...kept);
      step("answered");
    },
  },
};
const app = await api({
  ...{ muster, version: "0.0.0" },
  authenticate: ({ headers: { authorization = "" } }) =>
    Promise.resolve({
      actor: { issuer: "test", subject: authorization },
      ...{ roles: ["hr-admin"], team: null, memberId: null },
    }),
});
const { address } = await listen(app, { host: "127.0.0.1", port: 0 });
step(`listens at ${address}`);
