/** The database of the server that is migrated once in a run; the databases of test files are copies of it. */
export const MIGRATED = 'migrated';
