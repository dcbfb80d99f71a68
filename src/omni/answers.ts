import { ConnectorError } from '../errors.ts';
import type { OmniAnswer } from './transport.ts';

const MAX_MESSAGE = 300;
const MIN_REDACTED = 2;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Every text and number inside a body, for redaction. */
function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return isObject(value) ? Object.values(value).flatMap(leaves) : [];
}

/**
 * Takes what was sent out of a text, so that no attribute value reaches an error or a log through Omni's words.
 *
 * @param sent the values of the request
 */
export function redact(text: string, sent: unknown): string {
  const hidden = [...new Set(leaves(sent))].filter((leaf) => leaf.length >= MIN_REDACTED);
  return hidden
    .sort((one, other) => other.length - one.length)
    .reduce((clean, leaf) => clean.replaceAll(leaf, '…'), text);
}

function messageIn(json: unknown): string | undefined {
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
 * Omni's own words about a failure: `detail`, `message`, `error`, `errors`, or a plain text; Omni publishes no schema for
 * SCIM errors. One line, at most 300 characters, without the values that were sent.
 */
export function omniMessage(answer: OmniAnswer, sent: unknown): string {
  const plain = answer.json === undefined && !answer.text.trimStart().startsWith('<') ? answer.text : '';
  const said = (messageIn(answer.json) ?? plain).replace(/\s+/g, ' ').trim();
  const clean = redact(said, sent).slice(0, MAX_MESSAGE).replace(/\.$/, '');
  return clean || `status ${answer.status} without a message`;
}

/** Older instances answer a route that they lack in three ways. Facts: Terraform provider's and MCP server's findings. */
export const isMissingRoute = (answer: OmniAnswer): boolean =>
  answer.status === 404 ||
  answer.status === 405 ||
  (answer.status === 400 && /invalid method/i.test(messageIn(answer.json) ?? answer.text));

/** An unknown or disabled key gives 403 rather than 401; both are taken alike. */
export const isKeyRefusal = (answer: OmniAnswer): boolean => answer.status === 401 || answer.status === 403;

/** The error for an answer that is neither wanted nor worth repeating. */
export function refusal(answer: OmniAnswer, sent: unknown): ConnectorError {
  const detail = omniMessage(answer, sent);
  if (isKeyRefusal(answer)) {
    // https://docs.omni.co/api/users/update-user - the only sign of a personal token is this text.
    const personal = /user-scoped/i.test(detail);
    return new ConnectorError(personal ? 'OMNI_KEY_NOT_ORGANIZATION' : 'OMNI_KEY_REFUSED', { detail });
  }
  if (answer.status >= 300 && answer.status < 400) {
    return new ConnectorError('OMNI_UNEXPECTED_ANSWER', { problem: `a redirect (status ${answer.status})` });
  }
  return new ConnectorError('OMNI_REFUSED', { detail, status: answer.status });
}

/** The error for a 2xx answer whose body is not what the API promises. */
export const unexpected = (problem: string): ConnectorError =>
  new ConnectorError('OMNI_UNEXPECTED_ANSWER', { problem });
