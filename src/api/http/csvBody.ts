import type { FastifyInstance, FastifyRequest } from "fastify";
import type { IncomingMessage } from "node:http";
import { CsvTooLarge } from "../../app/csv/problems.ts";
import { type CsvText, largestCsv, readCsv } from "../../app/csv/readCsv.ts";
import { ProblemError } from "../problems/problem.ts";

/** A body of comma-separated values. As JSON, which tells one request from another, it is the digest of its bytes. */
class CsvBody {
  readonly text: CsvText;

  constructor(text: CsvText) {
    this.text = text;
  }

  toJSON(): object {
    return { sha256: this.text.sha256 };
  }
}

/** Takes bodies of text/csv on these addresses alone, read as they come in, up to a bound of their own. */
export function takeCsv(app: FastifyInstance): void {
  app.addContentTypeParser(/^text\/csv(;|$)/, async ({ headers }: FastifyRequest, payload: IncomingMessage) => {
    const charset = /charset="?([^";\s]+)/i.exec(headers["content-type"] ?? "")?.[1] ?? "utf-8";
    if (!/^utf-?8$/i.test(charset)) throw notCsv();
    if (Number(headers["content-length"] ?? 0) > largestCsv.bytes) throw tooLarge();
    try {
      // Who is refused while they still send is to hear of it, so that their line stays.
      return new CsvBody(await readCsv(payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>));
    } catch (error) {
      throw error instanceof CsvTooLarge ? tooLarge() : error;
    }
  });
}

/** The table that a request came with. */
export function csvOf({ body }: FastifyRequest): CsvText {
  if (body instanceof CsvBody) return body.text;
  throw notCsv();
}

const notCsv = () => new ProblemError("unsupported-media-type", "An import takes text/csv, in UTF-8.");

const tooLarge = () =>
  new ProblemError(
    "payload-too-large",
    `An import may have ${largestCsv.bytes / 1_000_000} MB: send it as several files.`,
  );
