import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { jestExpect } from '@jest/expect';
import {
  addEventHandler,
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  type Event,
  getState,
  resetState,
  run,
  test,
} from 'jest-circus';
import * as mock from 'jest-mock';
import { setGlobals, type TestGlobals } from '../test-globals.ts';
import { Hung } from './hung.ts';

export interface RunOptions {
  /** Whether a test runs, by its full name. */
  readonly wanted: (name: string) => boolean;
  readonly started?: (name: string) => void;
  readonly ended?: () => void;
  readonly stopAtFailure: boolean;
}

export interface TestOutcome {
  readonly name: string;
  readonly ms: number;
  readonly problem?: string;
}

type CircusTest = Extract<Event, { name: 'test_done' }>['test'];

/** A test ends within so many turns of a timer, which are longer where the machine is busy. */
const TURNS = 40;
const TURN_MS = 100;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals'
      ? { url: new URL('../test-globals.ts', import.meta.url).href, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url.includes('?file=')
      ? { format: 'module', source: stripped(url.replace(/\?.*$/, '')), shortCircuit: true }
      : next(url, context),
});

const sources = new Map<string, string>();
function stripped(url: string): string {
  const known = sources.get(url);
  if (known !== undefined) return known;
  const source = stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'));
  sources.set(url, source);
  return source;
}

let loaded = 0;
/** What nobody awaited and failed, in the test that runs. */
let stray: unknown;
for (const name of ['uncaughtException', 'unhandledRejection']) {
  process.on(name, (error: unknown) => {
    stray ??= error;
  });
}

function nameOf(test: CircusTest): string {
  const titles = [test.name];
  for (let at = test.parent; at.parent; at = at.parent) titles.unshift(at.name);
  return titles.join(' ');
}

const NONE = /^(?!)/;

/** Runs the tests of a file that are wanted; the file is loaded anew, what it imports is not. */
export async function runFile(path: string, options: RunOptions): Promise<TestOutcome[]> {
  resetState();
  const outcomes: TestOutcome[] = [];
  let turns = 0;
  addEventHandler((event) => {
    if (event.name === 'test_started') {
      turns = 0;
      stray = undefined;
      options.started?.(nameOf(event.test));
    }
    if (event.name !== 'test_done') return;
    options.ended?.();
    const [error] = [...event.test.errors, ...(stray === undefined ? [] : [stray])];
    const name = nameOf(event.test);
    const ms = event.test.duration ?? 0;
    if (error === undefined) outcomes.push({ name, ms });
    else {
      outcomes.push({ name, ms, problem: textOf(error) });
      if (options.stopAtFailure) getState().testNamePattern = NONE;
    }
  });
  setGlobals({
    afterAll,
    afterEach,
    beforeAll,
    beforeEach,
    describe,
    test,
    expect: jestExpect,
    jest: mock,
  } as unknown as TestGlobals);
  await import(`${pathToFileURL(path).href}?file=${loaded++}`);
  const state = getState();
  state.testTimeout = 3_600_000;
  skip(state.rootDescribeBlock, options.wanted);
  const done = new AbortController();
  const hung = new Promise<never>((_, reject) => {
    const turn = () => {
      if (done.signal.aborted) return;
      if (turns++ > TURNS) reject(new Hung(`${path} hangs`));
      else setTimeout(turn, TURN_MS);
    };
    turn();
  });
  try {
    await Promise.race([run(), hung]);
  } finally {
    done.abort();
  }
  return outcomes;
}

type Block = ReturnType<typeof getState>['rootDescribeBlock'];

function skip(block: Block, wanted: RunOptions['wanted']): void {
  for (const child of block.children) {
    if (child.type === 'describeBlock') skip(child, wanted);
    else if (!wanted(nameOf(child))) child.mode = 'skip';
  }
}

function textOf(error: unknown): string {
  const [first] = Array.isArray(error) ? error : [error];
  return first instanceof Error ? `${first.message}` : String(first);
}
