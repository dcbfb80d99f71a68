import { execFile } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { batchedOutput } from '../../src/base/batched-output.ts';
import { createLog } from '../../src/base/log.ts';
import { packageRoot } from '../../src/base/package-root.ts';

const linesOf = (text: string): { msg: string; time: number }[] =>
  text
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const messagesOf = (text: string): string[] => linesOf(text).map(({ msg }) => msg);

function logToFile() {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  const file = join(folder, 'log');
  const due: (() => void)[] = [];
  const log = createLog(
    'info',
    batchedOutput(openSync(file, 'w'), (work) => due.push(work)),
  );
  const lines = () => linesOf(readFileSync(file, 'utf8'));
  const written = () => lines().map(({ msg }) => msg);
  return { log, due, lines, written, remove: () => rmSync(folder, { recursive: true }) };
}

test('lines wait for a moment, and go together', () => {
  const { log, due, written, remove } = logToFile();
  log.info('one');
  log.info('two');
  expect([written(), due.length]).toEqual([[], 1]);
  due.shift()?.();
  expect(written()).toEqual(['one', 'two']);
  log.info('three');
  due.shift()?.();
  expect(written()).toEqual(['one', 'two', 'three']);
  remove();
});

test.each(['warn', 'error', 'fatal'] as const)(
  'a line of the level %s goes at once, after those before it',
  (level) => {
    const { log, written, remove } = logToFile();
    const child = log.child({ of: 'a part' });
    child.info('before');
    child[level]('trouble');
    expect(written()).toEqual(['before', 'trouble']);
    remove();
  },
);

test('a line that is made with the others tells the time of what it tells of, and keeps its place before a warning', () => {
  const { log, due, lines, remove } = logToFile();
  const child = log.child({});
  mock.timers.enable({ apis: ['Date'], now: 1_000 });
  log.soon(() => child.info('answered'));
  expect([lines(), due.length]).toEqual([[], 1]);
  mock.timers.tick(70);
  log.warn('trouble');
  mock.timers.reset();
  expect(lines()).toMatchObject([
    { msg: 'answered', time: 1_000 },
    { msg: 'trouble', time: 1_070 },
  ]);
  remove();
});

test('of lines to be made no more than 64 are kept', () => {
  const { log, due, lines, remove } = logToFile();
  let made = 0;
  for (let index = 0; index < 63; index += 1) log.soon(() => (made += 1));
  expect(made).toBe(0);
  log.soon(() => (made += 1));
  expect([made, due.length, lines()]).toEqual([64, 1, []]);
  remove();
});

const LOG = pathToFileURL(join(packageRoot, 'src/base/log.ts'));

/** What a process leaves on its standard output that logs a line and ends so. */
const leftBy = (end: string): Promise<string> =>
  new Promise((resolve) => {
    const program = `import { createLog } from '${LOG}'; createLog('info').info('the last line'); ${end}`;
    execFile(process.execPath, ['--input-type=module', '-e', program], (_error, stdout) => resolve(stdout));
  });

test.each([
  ['comes to its end', ''],
  ['exits', 'process.exit(3)'],
  ['throws what nobody catches', "throw new Error('unforeseen')"],
  ['rejects what nobody catches', "await Promise.reject(new Error('unforeseen'))"],
])('no line is lost when the process %s', async (_how, end) => {
  expect(messagesOf(await leftBy(end))).toEqual(['the last line']);
});
