import type { HttpAnswer } from '../base/http-client.ts';
import { isObject } from '../base/is-object.ts';
import { ConnectorError, type ErrorDetail } from '../errors/connector-error.ts';

const MAX_DETAIL = 300;
/**
 * Okta's codes for a profile that another directory masters, and for an attribute of the app that is mapped while
 * profiles are pushed: they come with 403 and have nothing to do with roles.
 */
const NOT_ABOUT_ROLES: ReadonlySet<unknown> = new Set(['E0000023', 'E0000075']);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The id that Okta's support asks for, as the detail of an error. */
export function requestIdDetails({ header }: HttpAnswer): ErrorDetail[] {
  const id = header('x-okta-request-id') ?? '';
  return /^[\w-]{1,64}$/.test(id) ? [{ path: '', message: `X-Okta-Request-Id: ${id}` }] : [];
}

function causesOf(body: Record<string, unknown>): string[] {
  // A list by Okta's description, a single object in some of its examples.
  const causes = [body.errorCauses].flat();
  return causes.map((cause) => (isObject(cause) ? textOf(cause.errorSummary) : '')).filter((cause) => cause !== '');
}

/** Okta's sentence up to the colon is fixed; what follows, and what is quoted, may be a user's value. */
const fixedPart = (sentence: string): string => (sentence.split(':')[0] ?? '').replace(/(["']).*?\1/g, '…');

/** The attributes that the causes begin with, of those that were sent: `region: The field is too long`. */
function namedAttributes(causes: readonly string[], sent: readonly string[]): string {
  const named = sent.filter((name) => causes.some((cause) => cause.startsWith(`${name}:`)));
  return named.length > 0 ? `(${named.join(', ')})` : '';
}

/** RFC 6750, section 3: Okta tells of a missing scope in the header only. */
function challenge({ header }: HttpAnswer): string {
  const text = header('www-authenticate') ?? '';
  const [, error = ''] = /\berror="([^"]*)"/.exec(text) ?? [];
  const [, description = ''] = /\berror_description="([^"]*)"/.exec(text) ?? [];
  return [error, description].filter((part) => part !== '').join(': ');
}

/**
 * Okta's own words about a failure: its errorCode and its sentences, on one line.
 * https://developer.okta.com/docs/reference/error-codes/
 *
 * @param profile the attributes of a user that were sent, if any: then no sentence is kept that may repeat a value
 */
export function oktaWords(answer: HttpAnswer, profile?: readonly string[]): string {
  const body = isObject(answer.json) ? answer.json : {};
  const summary = textOf(body.errorSummary);
  const causes = causesOf(body);
  const said = profile
    ? [textOf(body.errorCode), fixedPart(summary), namedAttributes(causes, profile)]
    : [textOf(body.errorCode), summary, causes.length > 0 ? `(${causes.join('; ')})` : ''];
  // The token endpoint answers as RFC 6749, section 5.2, has it.
  const oauth = [textOf(body.error), textOf(body.error_description)];
  const words = [...said, ...oauth].filter((part) => part !== '').join(' ') || challenge(answer);
  const line = words.replace(/\s+/g, ' ').trim().slice(0, MAX_DETAIL).replace(/\.$/, '');
  return line || `status ${answer.status} without a message`;
}

const isAboutAccess = ({ status, json }: HttpAnswer): boolean =>
  status === 401 || (status === 403 && !(isObject(json) && NOT_ABOUT_ROLES.has(json.errorCode)));

/** The error for an answer that is not 2xx and not worth repeating. @param profile as for `oktaWords` */
export function refusal(answer: HttpAnswer, profile?: readonly string[]): ConnectorError {
  const details = requestIdDetails(answer);
  if (answer.status < 400) {
    return new ConnectorError('OKTA_UNEXPECTED_ANSWER', { problem: `status ${answer.status}` }, details);
  }
  const detail = oktaWords(answer, profile);
  return new ConnectorError(isAboutAccess(answer) ? 'OKTA_ACCESS_REFUSED' : 'OKTA_REFUSED', { detail }, details);
}
