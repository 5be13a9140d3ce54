/** A number of things in words: `1 member`, `2 queues`. */
export const many = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? "" : "s"}`;
