import type { ErrorKind } from './error-kind.ts';

/** Failures of the connector itself. */
export const CONNECTOR_ERRORS = {
  STORE_UNAVAILABLE: {
    status: 503,
    message: "The connector's database does not answer.",
    fix: 'Repeat later; an operator finds the reason in /readyz and the log.',
  },
  SHUTTING_DOWN: {
    status: 503,
    message: 'The connector is starting or stopping.',
    fix: 'Repeat in a few seconds.',
  },
  INTERNAL: {
    status: 500,
    message: 'The connector failed in a way that was not foreseen.',
    fix: 'Report it with the requestId; the log holds the cause.',
  },
} as const satisfies Record<string, ErrorKind>;
