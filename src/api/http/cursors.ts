import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Key } from "../../app/ports/rosterPages.ts";
import type { Page } from "../../app/served/page.ts";
import { isLocalDate } from "../../domain/kernel/time.ts";
import { ProblemError } from "../problems/problem.ts";
import { text } from "../schemas/values.ts";

/** What a key's parts must look like, so that nothing reaches the tables that they would choke on. */
export type KeyShape = { readonly value: z.ZodType<string>; readonly id: z.ZodType<string> };

export const byText: KeyShape = { value: text(1000), id: z.guid() };
export const byDay: KeyShape = { value: z.string().refine(isLocalDate), id: z.guid() };
export const byName: KeyShape = { value: text(1000), id: text(1000) };
const bigint = z.string().regex(/^\d{1,18}$/);
export const byHistory: KeyShape = { value: bigint, id: z.string().regex(/^[0-9a-f-]{36}-\d{1,6}$/) };
export const byPosition: KeyShape = { value: bigint, id: z.literal("") };

const written = z.tuple([z.string(), z.string(), z.string()]);

/**
 * Cursors of one list. A cursor holds where its page ended, and belongs to the list's address with its filters: with
 * others it is refused, because it would lead nowhere that was meant.
 */
export function cursorOf(request: FastifyRequest, { value, id }: KeyShape): Key | undefined {
  const { cursor } = request.query as { readonly cursor?: string };
  if (cursor === undefined) return undefined;
  try {
    const [last, lastId, list] = written.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    if (list === listOf(request)) return [value.parse(last), id.parse(lastId)];
  } catch {
    // Whatever is wrong with it, it is not one that was given.
  }
  throw new ProblemError(
    "invalid-cursor",
    "This cursor does not belong to this list with these filters. Begin again without one.",
  );
}

/** The page as it is answered, with the links to the next one and to the first (RFC 8288). */
export function answerPage<Item>(request: FastifyRequest, reply: FastifyReply, page: Page<Item>) {
  const next = page.next && Buffer.from(JSON.stringify([...page.next, listOf(request)])).toString("base64url");
  const links = [`<${addressWith(request, null)}>; rel="first"`];
  if (next !== null) links.push(`<${addressWith(request, next)}>; rel="next"`);
  reply.header("link", links.join(", "));
  return { items: [...page.items], next };
}

function addressWith(request: FastifyRequest, cursor: string | null): string {
  const url = new URL(request.url, "http://muster.invalid");
  url.searchParams.delete("cursor");
  if (cursor !== null) url.searchParams.set("cursor", cursor);
  return url.pathname + url.search;
}

/** The list that a request asks for, whatever part of it and however much. */
function listOf(request: FastifyRequest): string {
  const url = new URL(request.url, "http://muster.invalid");
  for (const name of ["cursor", "limit"]) url.searchParams.delete(name);
  url.searchParams.sort();
  return createHash("sha256")
    .update(url.pathname + url.search)
    .digest("base64url")
    .slice(0, 12);
}
