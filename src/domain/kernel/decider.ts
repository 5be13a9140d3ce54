export type Message = { readonly type: string; readonly data: object };

/** An event that has been decided but not yet recorded; `effectiveOn` is when it holds in the world. */
export type Decided<E extends Message> = E & { readonly effectiveOn: string };

/**
 * The two pure functions that carry every change.
 * `decide` answers the events that follow from a command, an empty list where it is already satisfied,
 * and throws a `Rejection` where a rule says no. `evolve` folds one event into the state that `decide` sees.
 */
export type Decider<C extends Message, E extends Message, S, Surroundings> = {
  readonly initial: S;
  readonly decide: (command: C, state: S, surroundings: Surroundings) => readonly Decided<Message>[];
  readonly evolve: (state: S, event: Decided<E>) => S;
};
