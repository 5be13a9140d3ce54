import type { People, Person } from "./people.ts";

/** Who reports to whom once the file is carried out. */
export type Lines = {
  /** How many stand above; those above are dealt with first. */
  depth(person: Person): number;
  /** The names around a circle that the person would be in. */
  circle(person: Person): readonly string[] | undefined;
};

export function lines(people: People): Lines {
  const depths = new Map<string, number>();
  const managerOf = (person: Person): Person | undefined => {
    const wanted = person.row?.values?.manager;
    if (wanted === undefined) {
      const managerId = person.present?.managerId ?? null;
      return managerId === null ? undefined : people.byId(managerId);
    }
    return wanted === null ? undefined : people.byEmail(wanted);
  };
  const above = (person: Person): readonly Person[] => {
    const chain: Person[] = [];
    const seen = new Set([person]);
    for (let next = managerOf(person); next !== undefined && !seen.has(next); next = managerOf(next)) {
      chain.push(next);
      seen.add(next);
    }
    return chain;
  };
  return {
    depth(person) {
      const known = depths.get(person.memberId);
      if (known !== undefined) return known;
      const depth = above(person).length;
      depths.set(person.memberId, depth);
      return depth;
    },
    circle(person) {
      const chain = above(person);
      const last = chain.at(-1) ?? person;
      if (managerOf(last) !== person) return undefined;
      return [person, ...chain, person].map(({ name }) => name);
    },
  };
}
