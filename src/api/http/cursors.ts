import { timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Muster } from "../../app/muster.ts";
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
export const byDayAndRevision: KeyShape = { value: z.string().refine(isLocalDate), id: bigint };
export const byPosition: KeyShape = { value: bigint, id: z.literal("") };

/** By the day that a change is for, and the position at which it was scheduled. */
export const bySchedule: KeyShape = { value: byDay.value, id: bigint };

/** By the instant that a ticket was made, and its id, which are as the service desk has them. */
export const byAge: KeyShape = { value: z.string(), id: z.string() };

const written = z.tuple([z.string(), z.string()]);

/** What a list's cursors are signed by. */
type Signing = Pick<Muster, "sign">;

/**
 * Where the page before ended, from the cursor that it gave. A cursor belongs to the list's address with its filters and
 * is signed with them: one of another list, or of a caller's own making, is refused.
 */
export async function cursorOf(
  request: FastifyRequest,
  { value, id }: KeyShape,
  by: Signing,
): Promise<Key | undefined> {
  const { cursor } = request.query as { readonly cursor?: string };
  if (cursor === undefined) return undefined;
  const [key = "", signature = ""] = cursor.split(".");
  if (cursor === `${key}.${signature}` && same(signature, await signatureOf(request, key, by))) {
    const [last, lastId] = written.parse(JSON.parse(Buffer.from(key, "base64url").toString()));
    return [value.parse(last), id.parse(lastId)];
  }
  throw new ProblemError(
    "invalid-cursor",
    "This cursor does not belong to this list with these filters. Begin again without one.",
  );
}

/** The page as it is answered, with the links to the next one and to the first (RFC 8288). */
export async function answerPage<Item>(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page<Item>,
  by: Signing,
): Promise<{ items: Item[]; next: string | null }> {
  const key = page.next && Buffer.from(JSON.stringify(page.next)).toString("base64url");
  const next = key && `${key}.${await signatureOf(request, key, by)}`;
  const links = [`<${addressWith(request, null)}>; rel="first"`];
  if (next !== null) links.push(`<${addressWith(request, next)}>; rel="next"`);
  reply.header("link", links.join(", "));
  return { items: [...page.items], next };
}

function same(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const signatureOf = async (request: FastifyRequest, key: string, { sign }: Signing): Promise<string> =>
  Buffer.from(await sign(`cursor ${listOf(request)} ${key}`), "hex")
    .toString("base64url")
    .slice(0, 22);

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
  return url.pathname + url.search;
}
