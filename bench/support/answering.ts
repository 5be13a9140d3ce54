import { createInterface } from "node:readline";

type Operation = (request: never) => Promise<object>;

/** The other side of a `Worker`: reads one request a line, answers one line, until there is nothing more to read. */
export async function answering(operations: Readonly<Record<string, Operation>>): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, op, ...request } = JSON.parse(line) as { readonly id: number; readonly op: string };
    const told = (answer: object) => process.stdout.write(`${JSON.stringify({ id, ...answer })}\n`);
    try {
      const operation = operations[op];
      if (!operation) throw new Error(`There is no operation ${op}.`);
      told(await operation(request as never));
    } catch (error) {
      told({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
}
