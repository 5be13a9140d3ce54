import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { type FileReads, fileReads } from "../../app/fallback/fileReads.ts";
import { orFromFile } from "../../app/fallback/orFromFile.ts";
import type { Muster } from "../../app/muster.ts";
import { callerOf } from "./caller.ts";

/** A read of the tables, and the same of the file; undefined is what the file cannot answer. */
type Read<T> = { readonly tables: () => Promise<T>; readonly file: (reads: FileReads) => T | undefined };

/** Reads for the caller, from the file where the database is away; the answer's headers then say so. */
export async function readOrFile<T>(
  { request, reply, muster }: { request: FastifyRequest; reply: FastifyReply; muster: Pick<Muster, "fallback"> },
  { tables, file: fromFile }: Read<T>,
): Promise<T> {
  const { answer, file } = await orFromFile(
    () => muster.fallback(),
    tables,
    (roster) => fromFile(fileReads(roster, callerOf(request))),
  );
  if (file) tellFile(reply, { position: file.position, ageSeconds: Math.floor(file.ageMs / 1000) });
  return answer;
}

type Age = { readonly position: string; readonly ageSeconds: number };

/** Says that an answer is the file's, of which position, and how old (RFC 9111, section 5.1). */
function tellFile(reply: FastifyReply, { position, ageSeconds }: Age): void {
  reply.headers({ "muster-source": "file", "muster-position": position, age: String(ageSeconds) });
}

const ofFile = z.object({
  source: z.object({ from: z.literal("file"), position: z.string(), ageSeconds: z.number() }),
});

/** Says of a function's answer the same, where it is from the file. */
export function tellSource(reply: FastifyReply, answer: object): void {
  const { data } = ofFile.safeParse(answer);
  if (data) tellFile(reply, data.source);
}
