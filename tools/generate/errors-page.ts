import { isRetryable } from '../../src/errors/connector-error.ts';
import { ERROR_CODES, type ErrorCode } from '../../src/errors/error-codes.ts';
import { code, GENERATED, plain, table } from './markdown.ts';

function row(name: ErrorCode): string[] {
  const { status, message, fix } = ERROR_CODES[name];
  const retryable = isRetryable(name);
  return [code(name), String(status), retryable ? 'yes' : 'no', plain(message), plain(fix)];
}

const byStatus = (one: ErrorCode, other: ErrorCode): number =>
  ERROR_CODES[one].status - ERROR_CODES[other].status || (one < other ? -1 : 1);

/** docs/errors.md: every code by status. */
export const errorsPage = (): string => `${GENERATED}
# Errors

Every answer that is not 2xx has the same body: \`statusCode\`, \`code\`, \`message\`, \`fix\`, \`retryable\`,
\`retryAfterSeconds\`, \`details\`, \`requestId\`. Decide by \`code\`; the sentences may improve. A retryable call may be
repeated as it is after \`retryAfterSeconds\`, which is also the header \`Retry-After\`. Words in braces stand for the facts of the call.

${table(['Code', 'Status', 'Retryable', 'Message', 'What to do'], (Object.keys(ERROR_CODES) as ErrorCode[]).sort(byStatus).map(row))}
`;
