import { IS_LONG } from './is-long.ts';

/** How many cases a property tries; `PROPERTY_RUNS=10000` for a long night. */
export const RUNS = Number(process.env.PROPERTY_RUNS ?? (IS_LONG ? 1_000 : 200));
