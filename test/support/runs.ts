import { played } from './played.ts';

/** How many cases a property tries every day, and then with `npm run test:long`. */
const PARTS = played([200], [800]);

/** How many cases a property tries; `PROPERTY_RUNS=10000` for a long night. */
export const RUNS = Number(process.env.PROPERTY_RUNS ?? PARTS.reduce((sum, part) => sum + part));
