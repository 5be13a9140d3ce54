/** Wakes those who wait for something new. Take `rings` before looking: what comes meanwhile is not missed. */
export type Bell = {
  /** How often it has rung. */
  rings(): number;
  ring(): void;
  /** Waits until it has rung since `heard`, `ms` have passed, or the signal is aborted. */
  wait(heard: number, ms: number, signal: AbortSignal): Promise<void>;
};

export function createBell(): Bell {
  let rings = 0;
  const waiting = new Set<() => void>();
  return {
    rings: () => rings,
    ring() {
      rings += 1;
      for (const wake of waiting) wake();
    },
    wait: (heard, ms, signal) =>
      new Promise((resolve) => {
        if (rings !== heard || signal.aborted) {
          resolve();
          return;
        }
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", wake);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        signal.addEventListener("abort", wake);
        waiting.add(wake);
      }),
  };
}
