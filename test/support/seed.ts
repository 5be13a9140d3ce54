const given = process.env["MUSTER_TEST_SEED"];

/**
 * How a property runs. fast-check prints the seed of a run that fails; `MUSTER_TEST_SEED=<seed>` runs the same again.
 */
export const seeded = (numRuns = 200): { readonly numRuns: number; readonly seed?: number } => ({
  numRuns,
  ...(given !== undefined && { seed: Number(given) }),
});
