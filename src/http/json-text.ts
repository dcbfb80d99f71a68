import { shownText } from '../base/shown-text.ts';
import { ConnectorError, type ErrorDetail } from '../errors/connector-error.ts';
import { repeatedKey } from './repeated-key.ts';

/** A byte order mark is passed over: RFC 8259, section 8.1, lets a reader ignore it. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

function attempt<T>(problem: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new ConnectorError('BODY_NOT_JSON', { problem }, [], { cause });
  }
}

/**
 * Reads bytes as JSON (RFC 8259): UTF-8, each key of an object once.
 *
 * @throws ConnectorError BODY_NOT_JSON
 */
export function readJson(bytes: Buffer): unknown {
  const text = attempt('it is not encoded as UTF-8', () => UTF_8.decode(bytes));
  const value: unknown = attempt('it cannot be parsed', () => JSON.parse(text));
  const repeated = repeatedKey(text);
  if (repeated !== undefined) {
    const details: ErrorDetail[] = [{ path: repeated, message: 'is named more than once' }];
    throw new ConnectorError('BODY_NOT_JSON', { problem: `it names ${shownText(repeated)} more than once` }, details);
  }
  return value;
}
