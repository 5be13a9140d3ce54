type Calls = Readonly<Record<string, (...given: never[]) => Promise<unknown>>>;

/** Has each call that a port offers made by way of another. */
export const around = <Port extends object>(port: Port, by: <T>(call: () => Promise<T>) => Promise<T>): Port =>
  // Each has the parameters and the answer of the one in its place.
  Object.fromEntries(
    Object.entries(port as Calls).map(([name, call]) => [name, (...given: never[]) => by(() => call(...given))]),
  ) as Port;
