import { pointerStep } from '../schema/problems.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const LIST_START = 0x5b;
const BACKSLASH = 0x5c;
const LIST_END = 0x5d;
const OBJECT_START = 0x7b;
const OBJECT_END = 0x7d;

/** An object or a list that has begun and not ended. */
interface Level {
  /** The keys of an object so far; undefined for a list. */
  readonly keys: Set<string> | undefined;
  /** Where in it the text is: a key, or an index. */
  at: string | number;
  /** Whether the next text is a key. */
  awaitsKey: boolean;
}

const begin = (isObject: boolean): Level =>
  isObject ? { keys: new Set(), at: '', awaitsKey: true } : { keys: undefined, at: 0, awaitsKey: false };

function goOn(level: Level): void {
  if (level.keys) level.awaitsKey = true;
  else level.at = Number(level.at) + 1;
}

/** What a character outside of texts does. */
function move(levels: Level[], unit: number): void {
  switch (unit) {
    case OBJECT_START:
    case LIST_START:
      levels.push(begin(unit === OBJECT_START));
      break;
    case OBJECT_END:
    case LIST_END:
      levels.pop();
      break;
    case COMMA: {
      const level = levels.at(-1);
      if (level) goOn(level);
      break;
    }
  }
}

/** The place of the quote that ends a text: the first with an even number of backslashes before it. */
function endOfText(json: string, start: number): number {
  let end = start;
  let backslashes = 1;
  while (backslashes % 2 === 1) {
    end = json.indexOf('"', end + 1);
    backslashes = 0;
    while (json.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
  }
  return end;
}

/** Keys are compared as what they mean: `"\u0061"` is `"a"`. */
function keyOf(quoted: string): string {
  return quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1);
}

/**
 * Finds a key that one object names twice, which JSON.parse passes over: the last one counts, so that
 * `"dryRun":true,"dryRun":false` would write. RFC 8259, section 4, leaves open what it means.
 *
 * @param json a text that JSON.parse takes
 * @returns a JSON pointer to the key, or undefined. Takes time in proportion to the length, at any depth
 */
export function repeatedKey(json: string): string | undefined {
  const levels: Level[] = [];
  for (let place = 0; place < json.length; place += 1) {
    const unit = json.charCodeAt(place);
    if (unit !== QUOTE) {
      move(levels, unit);
      continue;
    }
    const end = endOfText(json, place);
    const level = levels.at(-1);
    if (level?.keys && level.awaitsKey) {
      level.at = keyOf(json.slice(place, end + 1));
      level.awaitsKey = false;
      if (level.keys.has(level.at)) return levels.map(({ at }) => pointerStep(String(at))).join('');
      level.keys.add(level.at);
    }
    place = end;
  }
  return undefined;
}
