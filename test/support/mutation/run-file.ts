import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { jestExpect as expect } from '@jest/expect';
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
  type State,
  test,
} from 'jest-circus';
import { aliasGlobals } from '../alias-globals.ts';
import { setGlobals, type TestGlobals } from '../test-globals.ts';

/** Which tests of a file run. */
export interface Run {
  readonly wanted: (name: string) => boolean;
  /** Called when the file and what it imports are loaded. */
  readonly onLoaded?: () => void;
  /** Told which test begins, and after it that none runs. */
  readonly onTest?: (name: string | undefined) => void;
  readonly stopAtFailure: boolean;
}

/** What became of a test. */
export interface Outcome {
  readonly name: string;
  readonly ms: number;
  /** Why it failed; left out where it passed. */
  readonly problem?: string;
}

/** A test does not end. */
export class Hung extends Error {}

/** A test must end within so many turns of a timer. They are longer where the machine is busy, as the test is. */
const TURNS = 25;
const TURN_MS = 100;
/** What Jest itself would wait: the turns above come before. */
const TEST_TIMEOUT_MS = 3_600_000;
const NOBODY = /^(?!)/;
/** A test may put another in its place. */
const { setTimeout } = globalThis;
/** A file of tests that is loaded anew. */
const MARK = '?file=';

const sources = new Map<string, string>();
let loaded = 0;
/** What failed while a test ran and was awaited by nobody. */
let stray: unknown;

aliasGlobals();
registerHooks({
  load: (url, context, next) =>
    url.includes(MARK) ? { format: 'module', source: sourceOf(url), shortCircuit: true } : next(url, context),
});
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error: unknown) => {
    stray ??= error;
  });
}

/** The source of a file of tests without its types; taking them out takes longer than loading it. */
function sourceOf(url: string): string {
  const [path = ''] = url.split(MARK);
  const source = sources.get(path) ?? stripTypeScriptTypes(readFileSync(fileURLToPath(path), 'utf8'));
  sources.set(path, source);
  return source;
}

type Test = Extract<Event, { name: 'test_done' }>['test'];

function nameOf(one: Test): string {
  const titles = [one.name];
  for (let { parent } = one; parent.parent; parent = parent.parent) titles.unshift(parent.name);
  return titles.join(' ');
}

function skipOthers(block: State['rootDescribeBlock'], wanted: Run['wanted']): void {
  for (const child of block.children) {
    if (child.type === 'describeBlock') skipOthers(child, wanted);
    else if (!wanted(nameOf(child))) child.mode = 'skip';
  }
}

function outcomeOf(one: Test): Outcome {
  const outcome = { name: nameOf(one), ms: one.duration ?? 0 };
  const [error] = [...one.errors.flat(), stray].filter((problem) => problem !== undefined && problem !== null);
  if (error === undefined) return outcome;
  return { ...outcome, problem: error instanceof Error ? error.message : String(error) };
}

/** Rejects when a test has not ended in its time. */
function watch(path: string, turnsOf: () => number, done: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const turn = (): void => {
      if (done.aborted) return;
      if (turnsOf() > TURNS) reject(new Hung(`${path} does not end`));
      else setTimeout(turn, TURN_MS);
    };
    turn();
  });
}

/**
 * Runs tests of a file by Jest's own runner, without Jest around it. The file is loaded anew; what it imports is not.
 *
 * @throws Hung where a test does not end
 */
export async function runFile(path: string, { wanted, onLoaded, onTest, stopAtFailure }: Run): Promise<Outcome[]> {
  resetState();
  const outcomes: Outcome[] = [];
  let turns = 0;
  addEventHandler((event) => {
    if (event.name === 'test_started') {
      turns = 0;
      stray = undefined;
      onTest?.(nameOf(event.test));
    } else if (event.name === 'test_done') {
      onTest?.(undefined);
      const outcome = outcomeOf(event.test);
      outcomes.push(outcome);
      if (stopAtFailure && outcome.problem !== undefined) getState().testNamePattern = NOBODY;
    }
  });
  // No `jest`: no test of what is mutated needs it.
  const globals = { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test };
  setGlobals(globals as unknown as TestGlobals);
  await import(`${pathToFileURL(path).href}${MARK}${loaded++}`);
  const state = getState();
  state.testTimeout = TEST_TIMEOUT_MS;
  skipOthers(state.rootDescribeBlock, wanted);
  onLoaded?.();
  const done = new AbortController();
  try {
    await Promise.race([run(), watch(path, () => turns++, done.signal)]);
  } finally {
    done.abort();
  }
  return outcomes;
}
