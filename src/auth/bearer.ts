import { ConnectorError } from '../errors.ts';

const MAX_HEADER_BYTES = 8 * 1024;
/** RFC 6750, section 2.1; the scheme's case does not matter (RFC 9110, section 11.1). */
const CREDENTIALS = /^([!#$%&'*+.^`|~\w-]+)(?: +(.*))?$/;

const malformed = (problem: string): ConnectorError => new ConnectorError('TOKEN_MALFORMED', { problem });

/**
 * The token of an `Authorization: Bearer <token>` header, which is the only place it is taken from.
 *
 * @param header the header's value
 * @param count how many Authorization headers the raw request has: Node keeps the first one and drops the rest
 * @throws ConnectorError TOKEN_MISSING, TOKEN_MALFORMED, TOKEN_DPOP_BOUND
 */
export function readBearer(header: string | undefined, count: number): string {
  if (count > 1) throw malformed('there is more than one Authorization header');
  const value = header?.trim() ?? '';
  if (value === '') throw new ConnectorError('TOKEN_MISSING');
  if (value.length > MAX_HEADER_BYTES) throw malformed(`the header is larger than ${MAX_HEADER_BYTES} bytes`);

  const [, scheme = '', token = ''] = CREDENTIALS.exec(value) ?? [];
  if (scheme.toLowerCase() === 'dpop') throw new ConnectorError('TOKEN_DPOP_BOUND');
  if (scheme.toLowerCase() !== 'bearer') throw malformed('the scheme of the Authorization header is not Bearer');
  if (token === '') throw new ConnectorError('TOKEN_MISSING');
  return token;
}
