import { describe, expect, test } from '@jest/globals';
import { invisibleIn } from '../../src/push/invisible.ts';

describe('an invisible character', () => {
  test.each([
    ['a zero-width blank', 'em\u200Bea', '\\u200B'],
    ['a byte order mark', '\uFEFFemea', '\\uFEFF'],
    ['a blank that does not break', 'New\u00A0York', '\\u00A0'],
    ['a thin blank', 'New\u2009York', '\\u2009'],
    ['a soft hyphen', 'em\u00ADea', '\\u00AD'],
    ['a mark of direction', 'emea\u200F', '\\u200F'],
    ['an override of direction', '\u202Eaeme', '\\u202E'],
    ['a word joiner', 'em\u2060ea', '\\u2060'],
    ['a carriage return', 'lyon\r', '\\u000D'],
    ['a tab', 'a\tb', '\\u0009'],
    ['an escape', 'a\u001B[2K', '\\u001B'],
    ['the end of a line', 'a\u2028b', '\\u2028'],
    ['a tag beyond the first plane', 'a\u{E0041}', '\\uDB40\\uDC41'],
    ['a joiner between letters that it does not shape', 'em\u200Dea', '\\u200D'],
    ['a joiner at the end', '\u0646\u200C', '\\u200C'],
    ['two joiners', '\u0646\u200C\u200C\u0645', '\\u200C'],
    ['the filler of Hangul, which is a letter', 'emea\u3164', '\\u3164'],
    ['the empty Braille pattern, which is a symbol', 'em\u2800ea', '\\u2800'],
    ['a joiner of graphemes, which is a mark', 'em\u034Fea', '\\u034F'],
    ['a selector behind a letter that has one form', 'emea\uFE0F', '\\uFE0F'],
    ['a blank of no width among letters that can be shaped', '\u0915\u200B\u0937', '\\u200B'],
    ['a joiner behind a letter that it does not shape', 'a\u200D\u0937', '\\u200D'],
    ['a joiner before everything', '\u200D\u0937', '\\u200D'],
    ['two selectors', '\u2764\uFE0F\uFE0F', '\\uFE0F'],
  ])('is found: %s', (_what, text, shown) => {
    expect(invisibleIn(text)).toBe(shown);
  });

  test.each([
    ['plain text', ' Sales EMEA '],
    ['letters of any script', 'Zürich Łódź 東京　支社 Ελλάδα'],
    ['Persian, which is shaped by a non-joiner', '\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645'],
    ['Hindi, which is shaped by a joiner', '\u0915\u094D\u200D\u0937'],
    ['emoji that are joined', '👩\u200D💻 👩\uFE0F\u200D🚀'],
    ['marks', 'e\u0301'],
    ['forms that are chosen', '\u2764\uFE0F 1\uFE0F\u20E3 \u845B\u{E0100}'],
  ])('is none: %s', (_what, text) => {
    expect(invisibleIn(text)).toBeUndefined();
  });
});
