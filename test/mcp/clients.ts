import { Client as NewClient } from "@modelcontextprotocol/client";
import { StreamableHTTPClientTransport as NewHttp } from "@modelcontextprotocol/client";
import { StdioClientTransport as NewStdio } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldStdio } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as OldHttp } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

/** What a test asks of a client, whichever library it is of. */
export type Assistant = {
  /** The version of the protocol that client and server have agreed on. */
  readonly protocol: string | undefined;
  tools(): Promise<readonly Tool[]>;
  call(name: string, given?: Readonly<Record<string, unknown>>): Promise<Answer>;
  resources(): Promise<readonly { readonly uri: string }[]>;
  read(uri: string): Promise<string>;
  close(): Promise<void>;
};

export type Tool = {
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema: object;
  readonly outputSchema?: object | undefined;
  readonly annotations?: Readonly<Record<string, unknown>> | undefined;
};

export type Answer = {
  readonly text: string;
  readonly structured: unknown;
  readonly isError: boolean;
  readonly error: unknown;
};

/** Where a server is: a process to start, or an address. */
export type Place =
  | { readonly command: string; readonly args: string[]; readonly cwd: string; readonly env: Record<string, string> }
  | { readonly url: URL; readonly token: string };

const who = { name: "muster-test", version: "1.0.0" };
const bearer = (token: string) => ({ requestInit: { headers: { authorization: `Bearer ${token}` } } });

/** The official library of 1.x, which speaks 2025-11-25. It tells its transport alone what was agreed on. */
async function oldClient(place: Place): Promise<Assistant> {
  const client = new OldClient(who);
  const transport =
    "url" in place
      ? new OldHttp(place.url, bearer(place.token))
      : Object.assign(new OldStdio({ ...place, stderr: "pipe" }), {
          protocolVersion: "none",
          setProtocolVersion(version: string) {
            this.protocolVersion = version;
          },
        });
  // Its own types do not agree with each other under exact optional properties.
  await client.connect(transport);
  return {
    protocol: transport.protocolVersion,
    tools: async () => (await client.listTools()).tools,
    call: async (name, given) => answer(await client.callTool({ name, arguments: { ...given } })),
    resources: async () => (await client.listResources()).resources,
    read: async (uri) => textOf((await client.readResource({ uri })).contents),
    close: () => client.close(),
  };
}

/** The official library of 2.x, in the era that is given. */
const newClient =
  (mode: "legacy" | { readonly pin: string }) =>
  async (place: Place): Promise<Assistant> => {
    const client = new NewClient(who, { versionNegotiation: { mode } });
    await client.connect(
      "url" in place ? new NewHttp(place.url, bearer(place.token)) : new NewStdio({ ...place, stderr: "pipe" }),
    );
    return {
      protocol: client.getNegotiatedProtocolVersion(),
      tools: async () => (await client.listTools()).tools,
      call: async (name, given) => answer(await client.callTool({ name, arguments: { ...given } })),
      resources: async () => (await client.listResources()).resources,
      read: async (uri) => textOf((await client.readResource({ uri })).contents),
      close: () => client.close(),
    };
  };

export const clients: readonly (readonly [string, string, (place: Place) => Promise<Assistant>])[] = [
  ["the client of 1.x", "2025-11-25", oldClient],
  ["the client of 2.x as of 2025", "2025-11-25", newClient("legacy")],
  ["the client of 2.x as of 2026", "2026-07-28", newClient({ pin: "2026-07-28" })],
];

function answer(result: Readonly<Record<string, unknown>>): Answer {
  const { content, structuredContent, isError, _meta } = result;
  return {
    text: textOf(content),
    structured: structuredContent,
    isError: isError === true,
    error: (_meta as { error?: unknown } | undefined)?.error,
  };
}

const textOf = (parts: unknown): string =>
  (parts as readonly { readonly text?: string }[]).map(({ text = "" }) => text).join("\n");
