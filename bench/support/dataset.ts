import { fillCareers } from "./careers.ts";
import type { Server } from "./server.ts";
import { openStore } from "./store.ts";

/** Events of each member in the log of careers. */
export const eventsEach = 20;

const made = new Map<number, Promise<string>>();

/** A database whose log holds the careers of so many members; filled once in a run, and shared by whoever measures it. */
export function careersOf(server: Server, members: number): Promise<string> {
  const known = made.get(members) ?? filled(server, members);
  made.set(members, known);
  return known;
}

async function filled(server: Server, members: number): Promise<string> {
  const database = await server.database();
  const store = await openStore(database);
  await fillCareers(store, members, eventsEach);
  await store.close();
  return database;
}
