import type { ApplyContext } from '../../src/apply/context.ts';
import type { Queries } from '../../src/store/database.ts';

/** Answers every statement of the journal as one that found its row. What is kept of it has tests with a database. */
const queries: Queries = {
  query: async <T extends object>() => [{ seq: 0, hash: '', scheme: 'sha256' } as T],
  script: async () => undefined,
};

/** The part of a context that records writes, for tests of what is written. */
export const noJournal = {
  database: { ...queries, transaction: (work: (queries: Queries) => Promise<unknown>) => work(queries) },
  clock: { now: () => 0 },
  caller: { clientId: 'client' },
  requestId: 'request',
  action: 'the-action',
  settings: { oktaSettableAttributes: [] },
} as unknown as ApplyContext;
