import { shownText } from '../base/shown-text.ts';
import { ConnectorError, type ErrorDetail } from '../errors/connector-error.ts';
import { LOST_NUMBER } from '../push/decimal.ts';
import { type JsonPlace, jsonFlaws } from '../schema/json-flaws.ts';

/** A byte order mark is passed over: RFC 8259, section 8.1, lets a reader ignore it. */
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

function attempt<T>(problem: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new ConnectorError('BODY_NOT_JSON', { problem }, [], { cause });
  }
}

/** Puts `LOST_NUMBER` in the place of a number below the top. */
function markAsLost(top: unknown, place: JsonPlace): void {
  const last = place.at(-1);
  if (last === undefined) return;
  // A text that was parsed has an object or a list at each of these steps.
  const inner = (holder: unknown, step: string | number) => (holder as Record<string | number, unknown>)[step];
  const holder = place.slice(0, -1).reduce<unknown>(inner, top) as Record<string | number, unknown>;
  holder[last] = LOST_NUMBER;
}

/**
 * Reads bytes as JSON (RFC 8259): UTF-8, each key of an object once. A number that a double does not hold becomes
 * `LOST_NUMBER`, down to a depth: what is read never looks like what was not sent.
 *
 * @throws ConnectorError BODY_NOT_JSON
 */
export function readJson(bytes: Buffer, maxDepth: number): unknown {
  const text = attempt('it is not encoded as UTF-8', () => UTF_8.decode(bytes));
  const value: unknown = attempt('it cannot be parsed', () => JSON.parse(text));
  const { repeatedKey, inexactNumbers } = jsonFlaws(text, maxDepth);
  if (repeatedKey !== undefined) {
    const details: ErrorDetail[] = [{ path: repeatedKey, message: 'is named more than once' }];
    throw new ConnectorError(
      'BODY_NOT_JSON',
      { problem: `it names ${shownText(repeatedKey)} more than once` },
      details,
    );
  }
  for (const place of inexactNumbers) markAsLost(value, place);
  return value;
}
