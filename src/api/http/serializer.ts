import type { FastifySerializerCompiler } from "fastify/types/schema.js";

/**
 * Answers are of the type of their schema, which the compiler sees to and a test of every route holds; to check each
 * again while it is written would cost more than to read it.
 */
export const plainSerializer: FastifySerializerCompiler<unknown> = () => (data) => JSON.stringify(data);
