/**
 * What was believed at a position about a day, written as plainly as can be: all that was recorded up to there for the day
 * and before it, one after the other. Not a line of it is shared with the folds of `src`, and it is slow.
 */

/** An event as the log has it, without its types. */
export type Told = {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly eventId: string;
  readonly commandId: string;
  readonly on: string;
  readonly position: number;
};

export type Point = { readonly on: string; readonly at: number };

/** The end of the append that a position lies in: no instant falls amid one, where what is recorded need not fit together. */
export function endOfAppend(log: readonly Told[], at: number): number {
  const commandId = log[at - 1]?.commandId;
  let end = at;
  while (commandId !== undefined && log[end]?.commandId === commandId) end += 1;
  return end;
}

type Person = {
  id: string;
  values: Record<string, unknown>;
  manager: string | null;
  active: boolean;
  start: string;
  end: string | null;
};
type Cover = { id: string; member: string; queue: string; type: string; from: string; to: string | null };
type Line = { id: string; name: string; minimum: number; from: string; to: string | null };
export type Plain = { readonly people: Person[]; readonly covers: Cover[]; readonly queues: Line[] };

const text = (value: unknown): string => String(value);
const maybe = (value: unknown): string | null => (value === null || value === undefined ? null : text(value));

/** Those that were not taken back by then. Read from the end: who takes back is not taken back itself. */
function standing(known: readonly Told[]): readonly Told[] {
  const gone = new Set<string>();
  const kept: Told[] = [];
  for (const event of known.toReversed()) {
    if (gone.has(event.eventId)) continue;
    if (event.data["reverses"] === undefined) kept.push(event);
    else gone.add(text(event.data["reverses"]));
  }
  return kept.reverse();
}

export function plainly(log: readonly Told[], { on, at }: Point): Plain {
  const known = log.filter(({ position }) => position <= at);
  const due = standing(known).filter((event) => event.on <= on);
  const world: Plain = { people: [], covers: [], queues: [] };
  for (const day of [...new Set(due.map((event) => event.on))].sort())
    for (const event of due) if (event.on === day) (event.data["memberId"] ? tellPerson : tellQueue)(world, event);
  // Past retention, and once erased, nothing of a person is left to read at any point: not even at those before.
  const whose = (type: string) => log.filter((event) => event.type === type).map(({ data }) => data["memberId"]);
  const [forgotten, erased] = [whose("MemberSealed"), whose("MemberDataErased")];
  for (const { id, values } of world.people)
    if (erased.includes(id))
      Object.assign(values, { name: "Erased member", email: `${id}@erased.invalid`, skills: [] });
  return {
    ...world,
    people: world.people.filter(({ id }) => !forgotten.includes(id)),
    covers: world.covers.filter(({ member }) => !forgotten.includes(member)),
  };
}

function tellQueue({ queues }: Plain, { type, data, on }: Told): void {
  const queue = queues.find(({ id }) => id === data["queueId"]);
  if (type === "QueueOpened")
    queues.push({ id: text(data["queueId"]), name: text(data["name"]), minimum: 0, from: on, to: null });
  if (queue && type === "QueueRenamed") queue.name = text(data["to"]);
  if (queue && type === "QueueCoverageRequired") queue.minimum = Number(data["to"]);
  if (queue && type === "QueueClosed") queue.to = on;
}

function tellPerson(world: Plain, { type, data, on }: Told): void {
  const id = text(data["memberId"]);
  if (type === "MemberRegistered") {
    const { name, email, team, title, timezone, skills } = data;
    const values = { name, email, team, title, timezone, skills };
    world.people.push({ id, values, manager: maybe(data["managerId"]), active: true, start: on, end: null });
  }
  const person = world.people.find((each) => each.id === id);
  if (!person) return;
  const { values } = person;
  const to = data["to"];
  const toOf = (field: string) => (data[field] as { to: unknown } | undefined)?.to;
  if (type === "MemberRenamed") values["name"] = to;
  if (type === "MemberEmailChanged") values["email"] = to;
  if (type === "MemberTransferred") values["team"] = to;
  if (type === "ManagerChanged") person.manager = maybe(to);
  if (type === "MemberDetailsChanged")
    for (const field of ["title", "timezone", "skills"]) if (data[field]) values[field] = toOf(field);
  if (type === "MemberReactivated") Object.assign(person, { active: true, end: null });
  if (type === "MemberRehired") {
    Object.assign(values, { team: toOf("team"), title: toOf("title") });
    Object.assign(person, { active: true, start: on, end: null, manager: maybe(toOf("managerId")) });
  }
  const covers = world.covers.filter((cover) => cover.member === id && cover.to === null);
  if (type === "MemberDeactivated") {
    Object.assign(person, { active: false, end: data["lastDay"] });
    for (const cover of covers) cover.to = on;
  }
  if (type === "MemberRegisteredInError") forget(world, id);
  if (type === "QueueAssigned")
    world.covers.push({
      ...{ id: text(data["assignmentId"]), member: id, queue: text(data["queueId"]) },
      ...{ type: text(data["assignmentType"]), from: on, to: null },
    });
  const cover = covers.find((each) => each.id === data["assignmentId"]);
  if (cover && type === "QueueAssignmentRetyped") cover.type = text(to);
  if (cover && type === "QueueAssignmentRemoved") cover.to = on;
}

function forget(world: Plain, id: string): void {
  world.people.splice(0, world.people.length, ...world.people.filter((each) => each.id !== id));
  world.covers.splice(0, world.covers.length, ...world.covers.filter(({ member }) => member !== id));
}

/** Every row of the point in words, sorted: nobody is led by who is not there, and a queue is called as it is then. */
export function rowsOf({ people, covers, queues }: Plain): readonly string[] {
  const leads = (id: string | null) => (people.some((each) => each.id === id) ? id : null);
  const called = (id: string) => queues.find((each) => each.id === id)?.name ?? id;
  return [
    ...people.map(({ id, values: { name, email, team, title, timezone, skills }, manager, active, start, end }) =>
      JSON.stringify([id, name, email, team, title, timezone, skills, leads(manager), active, start, end]),
    ),
    ...covers.map(({ id, member, queue, type, from, to }) =>
      JSON.stringify([id, member, queue, called(queue), type, from, to, to === null]),
    ),
    ...queues.map(({ id, name, minimum, from, to }) => JSON.stringify([id, name, minimum, to === null, from, to])),
  ].sort();
}
