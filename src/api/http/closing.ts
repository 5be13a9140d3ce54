import type { FastifyInstance } from "fastify";
import { ProblemError } from "../problems/problem.ts";

/** What comes on a line that is open still while the server stops is not begun any more; each line ends with its answer. */
export function refuseWhileClosing(app: FastifyInstance): void {
  let closing = false;
  app.addHook("preClose", (done) => {
    closing = true;
    done();
  });
  app.addHook("onRequest", (_, __, done) => {
    if (!closing) done();
    else
      done(
        new ProblemError(
          "shutting-down",
          "This process is ending. Repeat the request, with the same Idempotency-Key.",
          {
            headers: { "retry-after": "1" },
          },
        ),
      );
  });
  app.addHook("onSend", (_, reply, payload, done) => {
    if (closing) reply.header("connection", "close");
    done(null, payload);
  });
}
