import { isObject } from '../base/is-object.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { OmniAnswer } from './transport.ts';

const MAX_MESSAGE = 300;

/** Every text and number inside a body, for redaction. */
function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}

/** A text as Omni may quote it: as it is, inside JSON, or with its blanks run together. */
const quoted = (leaf: string): string[] => [leaf, JSON.stringify(leaf).slice(1, -1), leaf.replace(/\s+/g, ' ').trim()];

/** A single letter or digit is hidden where it stands alone only, or hardly a word would be left. */
const hide = (text: string, leaf: string): string =>
  /^[\p{L}\p{N}]$/u.test(leaf)
    ? text.replace(/[\p{L}\p{N}]+/gu, (word) => (word === leaf ? '…' : word))
    : text.replaceAll(leaf, '…');

/**
 * Takes what was sent out of a text, so that no attribute value reaches an error or a log through Omni's words.
 *
 * @param sent the values of the request
 */
export function redact(text: string, sent: unknown): string {
  const hidden = new Set(
    leaves(sent)
      .flatMap(quoted)
      .filter((leaf) => leaf.trim() !== ''),
  );
  // The longest first: a value may be part of another.
  return [...hidden].sort((one, other) => other.length - one.length).reduce(hide, text);
}

function messageIn(json: unknown): string | undefined {
  if (typeof json === 'string') return json;
  if (!isObject(json)) return undefined;
  const { detail, message, error, errors } = json;
  const candidates = [
    detail,
    message,
    error,
    isObject(error) ? error.message : undefined,
    Array.isArray(errors) ? errors[0] : undefined,
  ];
  const found = candidates.find((one) => typeof one === 'string' && one !== '');
  if (typeof found === 'string') return found;
  const [first] = Array.isArray(errors) ? errors : [];
  return isObject(first) && typeof first.message === 'string' ? first.message : undefined;
}

/**
 * Omni's own words about a failure: `detail`, `message`, `error`, `errors`, or a plain text; Omni publishes no schema
 * for SCIM errors. One line, at most 300 characters, without the values that were sent.
 */
export function omniMessage(answer: OmniAnswer, sent: unknown): string {
  const plain = answer.json === undefined && !answer.text.trimStart().startsWith('<') ? answer.text : '';
  // Hidden before anything is changed or cut: half a value would not be recognised.
  const clean = redact(messageIn(answer.json) ?? plain, sent)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_MESSAGE);
  return clean.replace(/\.$/, '') || `status ${answer.status} without a message`;
}

/**
 * Older instances answer a route that they lack in three ways. Facts: Terraform provider's and MCP server's findings.
 */
export const isMissingRoute = (answer: OmniAnswer): boolean =>
  answer.status === 404 ||
  answer.status === 405 ||
  (answer.status === 400 && /invalid method/i.test(messageIn(answer.json) ?? answer.text));

/**
 * The refusal of a key, or of what a key may do. An unknown or disabled key gives 403 on some instances, 401 or 400 on
 * others; a 400 tells it by its words alone.
 */
export const isKeyRefusal = (answer: OmniAnswer): boolean =>
  answer.status === 401 ||
  answer.status === 403 ||
  (answer.status === 400 &&
    /^(bad request: )?authorization:|invalid (bearer token|api key)/i.test(messageIn(answer.json) ?? answer.text));

const KEY_CODES: ReadonlySet<string> = new Set(['OMNI_KEY_REFUSED', 'OMNI_KEY_NOT_ORGANIZATION']);

/** Whether a failure is that of the key. */
export const isKeyError = (thrown: unknown): thrown is ConnectorError =>
  thrown instanceof ConnectorError && KEY_CODES.has(thrown.code);

/** The error for an answer that is neither wanted nor worth repeating. */
export function refusal(answer: OmniAnswer, sent: unknown): ConnectorError {
  const detail = omniMessage(answer, sent);
  if (isKeyRefusal(answer)) {
    // https://docs.omni.co/api/users/update-user - the only sign of a personal token is this text.
    const personal = /user-scoped/i.test(detail);
    return personal
      ? new ConnectorError('OMNI_KEY_NOT_ORGANIZATION')
      : new ConnectorError('OMNI_KEY_REFUSED', { detail });
  }
  if (answer.status >= 300 && answer.status < 400) {
    return new ConnectorError('OMNI_UNEXPECTED_ANSWER', { problem: `a redirect (status ${answer.status})` });
  }
  return new ConnectorError('OMNI_REFUSED', { detail, status: answer.status });
}

/** The error for a 2xx answer whose body is not what the API promises. */
export const unexpected = (problem: string): ConnectorError =>
  new ConnectorError('OMNI_UNEXPECTED_ANSWER', { problem });
