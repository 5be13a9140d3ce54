import { type EventLog, noStream, type Revision } from "./ports/eventLog.ts";

/** The newest revision of a stream, whose events are not opened; `after` is one that it is known to have. */
export async function revisionOf(
  log: Pick<EventLog, "readStream">,
  stream: string,
  after: Revision = noStream,
): Promise<Revision> {
  let revision = after;
  for await (const page of log.readStream(stream, after)) revision = page.at(-1)?.revision ?? revision;
  return revision;
}
