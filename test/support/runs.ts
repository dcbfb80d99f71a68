/** How many cases a property tries; `PROPERTY_RUNS=10000` for a long night. */
export const RUNS = Number(process.env.PROPERTY_RUNS ?? 1_000);
