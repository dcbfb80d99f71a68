import { ATTRIBUTE_ERRORS } from './attribute-errors.ts';
import { CONNECTOR_ERRORS } from './connector-errors.ts';
import { CONSOLE_ERRORS } from './console-errors.ts';
import { OKTA_ERRORS } from './okta-errors.ts';
import { OMNI_ERRORS } from './omni-errors.ts';
import { PUSH_ERRORS } from './push-errors.ts';
import { REQUEST_ERRORS } from './request-errors.ts';
import { TOKEN_ERRORS } from './token-errors.ts';
import { VALUE_ERRORS } from './value-errors.ts';

export type { ErrorKind } from './error-kind.ts';

/**
 * Every failure the connector can answer with. The code is the contract; the sentences may improve.
 * `{name}` is filled from the facts of the error. No sentence may hold a key, a token or an attribute value.
 */
export const ERROR_CODES = {
  ...REQUEST_ERRORS,
  ...TOKEN_ERRORS,
  ...ATTRIBUTE_ERRORS,
  ...VALUE_ERRORS,
  ...PUSH_ERRORS,
  ...OMNI_ERRORS,
  ...OKTA_ERRORS,
  ...CONNECTOR_ERRORS,
  ...CONSOLE_ERRORS,
} as const;

/** The stable name of a failure. */
export type ErrorCode = keyof typeof ERROR_CODES;
