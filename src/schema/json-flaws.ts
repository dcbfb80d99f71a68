import { survivesParsing } from '../push/decimal.ts';
import { pointerStep } from './problems.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const LIST_START = 0x5b;
const BACKSLASH = 0x5c;
const LIST_END = 0x5d;
const OBJECT_START = 0x7b;
const OBJECT_END = 0x7d;

/** As many digits as a double always keeps: IEEE 754, binary64. */
const SAFE_CHARACTERS = 15;
const NUMBER = /[-+.\deE]+/y;

/** The steps from the top of a JSON text to a part of it: keys, and indexes. */
export type JsonPlace = readonly (string | number)[];

/** What JSON.parse passes over in silence. */
export interface JsonFlaws {
  /** A JSON pointer to a key that one object names twice. */
  readonly repeatedKey: string | undefined;
  /** The numbers that a double does not hold as they are written. */
  readonly inexactNumbers: readonly JsonPlace[];
}

/** An object or a list that has begun and not ended. */
interface Level {
  readonly isObject: boolean;
  /** The keys of an object so far; made with the first: a body can have a million objects without any. */
  keys: Set<string> | undefined;
  /** Where in it the text is: a key, or an index. */
  at: string | number;
  /** Whether the next text is a key. */
  awaitsKey: boolean;
}

const begin = (isObject: boolean): Level => ({
  isObject,
  keys: undefined,
  at: isObject ? '' : 0,
  awaitsKey: isObject,
});

function goOn(level: Level): void {
  if (level.isObject) level.awaitsKey = true;
  else level.at = Number(level.at) + 1;
}

/** What a character outside of texts and numbers does. */
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

/** Takes a key of an object. @returns whether the object has named it before */
function takeKey(level: Level, key: string): boolean {
  level.at = key;
  level.awaitsKey = false;
  level.keys ??= new Set();
  const isRepeated = level.keys.has(key);
  level.keys.add(key);
  return isRepeated;
}

const beginsNumber = (unit: number): boolean => unit === MINUS || (unit >= DIGIT_0 && unit <= DIGIT_9);

/** The number that begins at a place. */
function numberAt(json: string, place: number): string {
  NUMBER.lastIndex = place;
  return NUMBER.exec(json)?.[0] ?? '';
}

/** A few digits without an exponent need no closer look. */
const isExact = (number: string): boolean =>
  (number.length <= SAFE_CHARACTERS && !/e/i.test(number)) || survivesParsing(number);

/**
 * Finds what JSON.parse passes over. A key that one object names twice: the last one counts, so that
 * `"dryRun":true,"dryRun":false` would write; RFC 8259, section 4, leaves open what it means. And numbers that become
 * others, such as 1.00000000000000001: section 6.
 *
 * @param json a text that JSON.parse takes
 * @param maxDepth what lies deeper is not looked at for numbers, so that no place is long
 * @returns stops at the first repeated key. Takes time in proportion to the length, at any depth
 */
export function jsonFlaws(json: string, maxDepth: number): JsonFlaws {
  const levels: Level[] = [];
  const inexactNumbers: JsonPlace[] = [];
  for (let place = 0; place < json.length; place += 1) {
    const unit = json.charCodeAt(place);
    if (unit === QUOTE) {
      const end = endOfText(json, place);
      const level = levels.at(-1);
      if (level?.awaitsKey && takeKey(level, keyOf(json.slice(place, end + 1)))) {
        return { repeatedKey: levels.map(({ at }) => pointerStep(String(at))).join(''), inexactNumbers };
      }
      place = end;
    } else if (beginsNumber(unit)) {
      const number = numberAt(json, place);
      if (levels.length <= maxDepth && !isExact(number)) inexactNumbers.push(levels.map(({ at }) => at));
      place += number.length - 1;
    } else move(levels, unit);
  }
  return { repeatedKey: undefined, inexactNumbers };
}
