import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { printable, printableJson, printableLines } from '../../src/cli/printable.ts';
import { addResults, beginResults } from '../../src/cli/push/job-results.ts';
import { preview } from '../../src/cli/push/preview.ts';
import type { PlanPushOutput, RowChange } from '../../src/schema/types.ts';
import { actionExample } from '../../tools/generate/action-example.ts';
import { runCommand } from '../cli/run-command.ts';
import { anyCharacter } from '../support/any-character.ts';

/** Clears the screen, sets its title, and rings; then the one-byte form that some terminals take for ESC [. */
const STEERING = '\u001b[2J\u001b]0;owned\u0007\u009b31m';
const SHOWN = '\\x1b[2J\\x1b]0;owned\\x07\\x9b31m';

const steers = (text: string): boolean => /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text.replaceAll('\n', ''));

describe('what is printed', () => {
  test.each([
    [STEERING, SHOWN],
    ['a\tb\rc\u0000\u007f', 'a\\x09b\\x0dc\\x00\\x7f'],
    ['gpj.\u202eexe', 'gpj.\\u202eexe'],
    ['Zoë 東京 👩‍👩‍👧 acme\\ada', 'Zoë 東京 👩‍👩‍👧 acme\\ada'],
  ])('%j is shown as %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('has line breaks only where they are its own', () => {
    expect([printable('a\nb'), printableLines('a\nb\u001b')]).toEqual(['a\\x0ab', 'a\nb\\x1b']);
  });

  test('never steers a terminal, and as JSON stays what it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        expect(steers(printable(text)) || /\n/.test(printable(text))).toBe(false);
        expect(steers(printableLines(text))).toBe(false);
        expect(steers(printableJson({ text }))).toBe(false);
        expect(JSON.parse(printableJson({ text }))).toEqual({ text });
      }),
    );
  });
});

test('the preview of a plan shows what would steer the terminal, in names and in values', () => {
  const output = actionExample('plan-push').output as PlanPushOutput;
  const [change] = output.changes;
  const steering = { userName: STEERING, reference: STEERING, beforeValues: [STEERING], afterValues: ['x', STEERING] };
  const changes = [{ ...(change as RowChange), ...steering }];
  const text = preview({ ...output, changes });
  expect(steers(text)).toBe(false);
  for (const part of ['\\x1b[2J', '\\x9b31m', '\\u001b[2J']) expect(text.replace(/[^!-~]/g, '')).toContain(part);
});

describe('the result file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'results-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const row = (index: number, differences: object) => ({
    index,
    userName: 'ada@acme.example',
    status: 'failed' as const,
    changed: false,
    code: 'USER_NOT_FOUND',
    message: '',
    omniUserId: '',
    truth: '' as const,
    truthAt: '',
    warnings: [],
    ...differences,
  });

  test.each([
    ['=HYPERLINK("https://eve.example","x")', `'=HYPERLINK("https://eve.example","x")`],
    ['+1', `'+1`],
    ['-1', `'-1`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\t=1', `'\t=1`],
    ['\r=1', `'\r=1`],
    ['a=1', 'a=1'],
    [`"it's", she said`, `"it's", she said`],
  ])('holds %j as the text %j, which no spreadsheet computes', async (text, held) => {
    const path = join(folder, 'results.csv');
    await beginResults(path);
    await addResults(path, [row(0, { userName: text, message: text })], [2]);
    const [, found] = parse(readFileSync(path, 'utf8'));
    expect(found).toEqual(['2', held, 'failed', 'USER_NOT_FOUND', held]);
  });

  test('a command that fails shows what would steer the terminal', async () => {
    const file = join(folder, 'users.csv');
    writeFileSync(file, 'userName\n');
    const { errors, code } = await runCommand(['plan', file, '--url', `http://127.0.0.1:1/${STEERING}`]);
    expect([code, steers(errors)]).toEqual([1, false]);
    const unknown = await runCommand(['audit', 'verify'], { DATA_DIR: join(file, STEERING) });
    expect(unknown.errors).toContain(SHOWN);
    expect(steers(unknown.errors)).toBe(false);
  });
});
