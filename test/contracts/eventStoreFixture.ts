import type { EventLog } from "../../src/app/ports/eventLog.ts";
import { eventStoreEventLog } from "../../src/infra/eventstore/eventLog.ts";
import { aLogName } from "../support/eventStore.ts";
import { startTcpProxy } from "../support/tcpProxy.ts";
import type { LogUnderTest, OpenedLog } from "./logFixture.ts";

export const eventStoreName = "the log in EventStoreDB";

/** Host and port of a single node; of a cluster none, because its client goes to nodes that the cluster names. */
const nodeOf = (url: string) => /^esdb:\/\/(?:[^@/]+@)?(?<host>[^:,/?]+)(?::(?<port>\d+))?(?=[/?]|$)/.exec(url)?.groups;

function open(url: string): OpenedLog {
  const logName = aLogName();
  const closing: (() => Promise<void>)[] = [];
  const opened = (at: string): EventLog => {
    const log = eventStoreEventLog(at, logName);
    closing.unshift(() => log.close());
    return log;
  };
  const fragile = async () => {
    const { host = "", port = "2113" } = nodeOf(url) ?? {};
    const line = await startTcpProxy({ host, port: Number(port) });
    closing.push(() => line.close());
    const proxied = url.replace(`${host}:${port}`, `127.0.0.1:${line.port}`);
    return { log: opened(`${proxied}${proxied.includes("?") ? "&" : "?"}defaultDeadline=2000`), line };
  };
  return {
    log: opened(url),
    reopen: () => Promise.resolve(opened(url)),
    fragile,
    close: async () => {
      for (const close of closing) await close();
    },
  };
}

/** The log in the EventStoreDB at a connection string; every test has a log of its own name. */
export const eventStoreLog = (url: string): LogUnderTest => ({
  name: eventStoreName,
  dense: false,
  everyoneIsFirst: true,
  ...(nodeOf(url) === undefined && { noLine: "a cluster's client goes past any proxy" }),
  open: () => Promise.resolve(open(url)),
});
