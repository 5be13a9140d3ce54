import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { deskTickets, type PointAsked, refusePoint } from "../../app/asOf.ts";
import type { Muster } from "../../app/muster.ts";
import { ticketStatuses } from "../../app/ports/tickets.ts";
import { type DeskPage, holders } from "../../app/served/ticketReads.ts";
import { musterFor } from "../../app/serving.ts";
import { callerOf } from "../http/caller.ts";
import { answerPage, byAge, byName, byText, cursorOf } from "../http/cursors.ts";
import { asJson } from "../schemas/json.ts";
import { listOf, paging } from "../schemas/lists.ts";
import { noPoint } from "../schemas/points.ts";
import { problems } from "../schemas/problems.ts";
import {
  ambiguousSchema,
  fromDesk,
  memberWorkloadSchema,
  queueWorkloadSchema,
  ticketSchema,
} from "../schemas/tickets.ts";
import { memberReference, text } from "../schemas/values.ts";

const tags = ["tickets"];
const team = text(800).optional();
const member = memberReference.optional();

const ticketsQuery = z.strictObject({
  held: z
    .enum(holders)
    .default("members")
    .meta({ description: "By members of a team, by nobody (in the queues that a team covers), or by those who left." }),
  team: team.meta({ description: "Of held by members: the caller's own unless given." }),
  member,
  status: z.enum(ticketStatuses).default("open"),
  ...{ ...noPoint, ...paging },
});

/** Reads of the service desk's tickets. */
export function addTicketQueries(app: FastifyInstance, muster: Muster): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/tickets",
    {
      schema: {
        ...{ summary: "The service desk's tickets, the oldest first", tags, querystring: ticketsQuery },
        response: { 200: listOf(ticketSchema).extend(fromDesk), ...problems },
      },
    },
    async (request, reply) => {
      const { limit, cursor: _, ...asked } = ofNow(request.query);
      const slice = { after: await cursorOf(request, byAge, muster), limit };
      const page = await musterFor(muster, callerOf(request)).pages.tickets(asked, slice);
      return answerDesk(request, reply, { page, muster });
    },
  );
  addWorkloads(app, muster);
}

function addWorkloads(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const loads = listOf(memberWorkloadSchema).extend({ ...fromDesk, ambiguous: z.array(ambiguousSchema) });
  routes.get(
    "/workload",
    {
      schema: {
        ...{ summary: "How much members have to do, by name", tags },
        querystring: z.strictObject({ team, member, ...noPoint, ...paging }),
        response: { 200: loads, ...problems },
      },
    },
    async (request, reply) => {
      const { limit, cursor: _, ...asked } = ofNow(request.query);
      const { pages } = musterFor(muster, callerOf(request));
      const page = await pages.workload(asked, { after: await cursorOf(request, byText, muster), limit });
      return {
        ...(await answerDesk(request, reply, { page, muster })),
        ambiguous: page.ambiguous.map((each) => asJson(each)),
      };
    },
  );
  routes.get(
    "/workload/queues",
    {
      schema: {
        ...{ summary: "How much there is to do in open queues, by name", tags },
        querystring: z.strictObject({ team, ...noPoint, ...paging }),
        response: { 200: listOf(queueWorkloadSchema).extend(fromDesk), ...problems },
      },
    },
    async (request, reply) => {
      const slice = { after: await cursorOf(request, byName, muster), limit: request.query.limit };
      const { pages } = musterFor(muster, callerOf(request));
      const page = await pages.queueWorkload(ofNow(request.query).team, slice);
      return answerDesk(request, reply, { page, muster });
    },
  );
}

function ofNow<Asked extends PointAsked>({ asOf, knownAt, ...asked }: Asked): Omit<Asked, keyof PointAsked> {
  refusePoint({ asOf, knownAt }, deskTickets);
  return asked;
}

async function answerDesk<Item extends object>(
  request: FastifyRequest,
  reply: FastifyReply,
  { page: { items, next, why }, muster }: { readonly page: DeskPage<Item>; readonly muster: Muster },
) {
  const page = await answerPage(request, reply, { items: items.map((item) => asJson(item)), next }, muster);
  return { ...page, available: why === undefined, ...(why !== undefined && { why }) };
}
