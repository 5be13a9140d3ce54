import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { onlyReferred, withHeaders } from "./describing.ts";

/** OpenAPI 3.1 from the routes' own schemas, and the page that shows it. Nothing of it comes from elsewhere. */
export async function addDocumentation(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Muster",
        version,
        description:
          "Who is on a team, which queues they cover, who they report to, and how all of that came to be. " +
          "Dates are days (`2025-01-31`), instants are UTC, positions and revisions are decimal strings.",
      },
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (described) => onlyReferred(withHeaders(jsonSchemaTransformObject(described))),
  });
  await app.register(swaggerUi, {
    routePrefix: "/docs",
    theme: { title: "Muster" },
    uiConfig: { deepLinking: true, tryItOutEnabled: true, layout: "BaseLayout" },
  });
}
