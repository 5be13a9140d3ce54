/** One server-sent event; `id` alone, without data, is a sign of life. */
export type Sent = { readonly id: string | undefined; readonly data: unknown };

/** A stream of server-sent events as a client reads it. */
export type Source = {
  readonly status: number;
  readonly headers: Headers;
  /** The events that have come so far, signs of life left out. */
  readonly events: readonly Sent[];
  readonly ids: () => readonly (string | undefined)[];
  /** Resolves when the server ends the stream; rejects where the line is lost. */
  readonly ended: Promise<void>;
  /** Goes away. */
  close(): void;
};

export async function openSource(url: URL, headers: Readonly<Record<string, string>>): Promise<Source> {
  const gone = new AbortController();
  const answer = await fetch(url, { headers, signal: gone.signal });
  const events: Sent[] = [];
  const read = async (): Promise<void> => {
    let text = "";
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (text + chunk).split("\n\n");
      text = blocks.pop() ?? "";
      events.push(...blocks.map(parsed).filter(({ data }) => data !== undefined));
    }
  };
  const ended = answer.status === 200 ? read() : Promise.resolve();
  ended.catch(() => undefined);
  return {
    ...{ status: answer.status, headers: answer.headers, events, ended },
    ids: () => events.map(({ id }) => id),
    close: () => gone.abort(),
  };
}

function parsed(block: string): Sent {
  const field = (name: string) =>
    block
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const data = field("data");
  return { id: field("id"), data: data === undefined ? undefined : (JSON.parse(data) as unknown) };
}
