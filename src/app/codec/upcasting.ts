type Json = Readonly<Record<string, unknown>>;
type Lift = (data: Json) => Json;

/** `lifts[type][n]` takes an event's data from version n+1 to n+2, so that a chain's length names the present version. */
export type Lifts = Readonly<Record<string, readonly Lift[]>>;

/** Every shape that was ever released is lifted here to the present one. None has changed yet. */
export const lifts: Lifts = {};

export const presentVersion = (type: string, known: Lifts = lifts): number => (known[type]?.length ?? 0) + 1;

/** An event's data in its present shape, from the version that was stored. */
export const upcast = (type: string, version: number, data: Json, known: Lifts = lifts): Json =>
  (known[type]?.slice(version - 1) ?? []).reduce((lifted, lift) => lift(lifted), data);
