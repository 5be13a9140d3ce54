import { problemSchema } from "../problems/problem.ts";

/** What every route may answer in place of what it was asked for. */
export const problems = {
  default: {
    description: "A problem document (RFC 9457); its `code` tells what is wrong.",
    content: { "application/problem+json": { schema: problemSchema } },
  },
};
