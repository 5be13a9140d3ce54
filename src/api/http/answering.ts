import type { FastifyReply } from "fastify";
import type { Socket } from "node:net";
import { type Refused, refused } from "../problems/problem.ts";

const mediaType = "application/problem+json";

/** Answers with a problem document in place of what was asked for. */
export function sendProblem(reply: FastifyReply, { problem, headers }: Refused): FastifyReply {
  // What the route had said of its own answer does not hold for this one.
  for (const name of ["etag", "link", "location"]) reply.removeHeader(name);
  return reply
    .code(problem.status)
    .headers({ "cache-control": "no-store", ...headers })
    .type(mediaType)
    .send(JSON.stringify({ ...problem, correlationId: reply.request.id }));
}

/** Answers what is no HTTP at all, on the socket itself. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const { problem } =
    error.code === "HPE_HEADER_OVERFLOW"
      ? refused("headers-too-large", "The headers are longer than is taken.")
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? refused("timed-out", "The request took too long to come in.", { status: 408 })
        : refused("invalid-request", "This is no HTTP request that can be read.");
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\ncontent-type: ${mediaType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
