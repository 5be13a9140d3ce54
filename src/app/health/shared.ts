/** Asks at most once in so many milliseconds, however many want to know: they share an answer. */
export function shared<T>(ask: () => Promise<T>, ms: number): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    const now = performance.now();
    if (last && now - last.at < ms) return last.answer;
    last = { at: now, answer: ask() };
    return last.answer;
  };
}
