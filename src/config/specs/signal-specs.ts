import { makeValidator, str } from 'envalid';

/** envalid's own validators repeat the value in their message. */
const oneOf = <Word extends string>(words: readonly Word[]) =>
  makeValidator((text) => {
    const found = words.find((word) => word === text);
    if (found === undefined) throw new Error(`must be one of ${words.join(', ')}`);
    return found;
  });

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The log and the metrics. */
export const SIGNAL_SPECS = {
  LOG_LEVEL: oneOf(LOG_LEVELS)({ default: 'info', choices: LOG_LEVELS, desc: 'How much is logged.' }),
  METRICS_TOKEN: str({
    default: undefined,
    desc: 'When set, /metrics wants it as a bearer token. This or METRICS_TOKEN_FILE.',
  }),
  METRICS_TOKEN_FILE: str({
    default: undefined,
    desc: 'A file that holds the token of /metrics; one that is replaced counts at once.',
  }),
};
