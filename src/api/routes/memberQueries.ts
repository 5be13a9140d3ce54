import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Muster } from "../../app/muster.ts";
import { mapPage } from "../../app/served/page.ts";
import { musterFor } from "../../app/serving.ts";
import { callerOf } from "../http/caller.ts";
import { answerPage, byDay, byText, cursorOf } from "../http/cursors.ts";
import { asJson } from "../schemas/json.ts";
import { listOf, paging } from "../schemas/lists.ts";
import { memberSchema } from "../schemas/members.ts";
import { problems } from "../schemas/problems.ts";
import { memberReference, queueReference, text } from "../schemas/values.ts";

const sorts = ["name", "-name", "email", "-email", "team", "-team", "startDate", "-startDate"] as const;

const membersQuery = z.strictObject({
  team: text(400).optional(),
  active: z
    .enum(["true", "false", "all"])
    .default("true")
    .meta({ description: "Leavers alone with `false`, both with `all`." }),
  manager: memberReference.optional(),
  queue: queueReference.optional(),
  q: text(200).optional().meta({ description: "A part of the name, email address or title, whatever its case." }),
  sort: z.enum(sorts).default("name"),
  ...paging,
});

/** Reads of members. */
export function addMemberQueries(app: FastifyInstance, muster: Muster): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/members",
    {
      schema: {
        summary: "Members, a page at a time",
        tags: ["members"],
        querystring: membersQuery,
        response: { 200: listOf(memberSchema), ...problems },
      },
    },
    async (request, reply) => {
      const { team, active, manager, queue, q, sort, limit } = request.query;
      const by = sort.replace("-", "") as "name" | "email" | "team" | "startDate";
      const page = await musterFor(muster, callerOf(request)).pages.members(
        {
          ...{ team, manager, queue, text: q },
          active: active === "all" ? undefined : active === "true",
          sort: { by, descending: sort.startsWith("-") },
        },
        { after: cursorOf(request, by === "startDate" ? byDay : byText), limit },
      );
      return answerPage(request, reply, mapPage(page, asJson));
    },
  );
}
