/**
 * Asks once for all who ask while an answer is on its way: they share the next one, which is of a moment after each of
 * them has asked. Who asks while none is on its way does not wait for anybody.
 */
export function joined<T>(ask: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> | undefined;
  let next: Promise<T> | undefined;

  function begin(): Promise<T> {
    const answer = ask();
    const over = answer
      .catch(() => undefined)
      .then(() => {
        if (running === over) running = undefined;
      });
    running = over;
    return answer;
  }

  return () => {
    if (next) return next;
    if (!running) return begin();
    next = running.then(() => {
      next = undefined;
      return begin();
    });
    return next;
  };
}

/** The same for questions of many kinds: those who ask the same by its name are asked for together. */
export function joinedBy<T>(): (name: string, ask: () => Promise<T>) => Promise<T> {
  const asked = new Map<string, { readonly ask: () => Promise<T>; waiting: number }>();
  return async (name, ask) => {
    const one = asked.get(name) ?? { ask: joined(ask), waiting: 0 };
    asked.set(name, one);
    one.waiting += 1;
    try {
      return await one.ask();
    } finally {
      one.waiting -= 1;
      if (one.waiting === 0) asked.delete(name);
    }
  };
}
