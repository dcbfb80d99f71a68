import { readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type CompleteDryRunResult,
  type DryRunOptions,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestRunner,
  TestStatus,
} from '@stryker-mutator/api/test-runner';
import { stayOnThisMachine } from '../stay-on-this-machine.ts';
import { instrumented } from './instrumented.ts';
import { Hung, runFile } from './run-file.ts';

/** Between the place of a file of tests and the name of one of them. */
const SEPARATOR = ' > ';
/** How long the tests of each file take, kept for the processes that follow; in the copy that Stryker works in. */
const DURATIONS = '.durations.json';

type Durations = Record<string, number>;

/** The names of the tests to run, by their file. */
function byFile(ids: readonly string[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const id of ids) {
    const at = id.indexOf(SEPARATOR);
    const place = id.slice(0, at);
    names.set(place, (names.get(place) ?? new Set()).add(id.slice(at + SEPARATOR.length)));
  }
  return names;
}

/**
 * Runs tests for Stryker in one process that loads the product once: for each mutant the tests that meet it, the
 * quickest files first, up to the first test that fails. Stryker's own runner starts Jest for each of them, which looks
 * through every file of the project before it runs a test.
 */
class OneProcess implements TestRunner {
  #isFresh = true;
  /** Why no further mutant can be tried in this process. */
  #spoilt: string | undefined;
  #durations: Durations | undefined;

  capabilities() {
    // Which mutant is on is told to code that stays loaded.
    return { reloadEnvironment: true };
  }

  async dryRun({ testFiles = [] }: DryRunOptions): Promise<CompleteDryRunResult> {
    const tests: CompleteDryRunResult['tests'] = [];
    const durations: Durations = {};
    for (const path of testFiles) {
      const place = relative(process.cwd(), path);
      const idOf = (name: string) => `${place}${SEPARATOR}${name}`;
      const outcomes = await runFile(path, {
        wanted: () => true,
        onTest: (name) => {
          instrumented.currentTestId = name === undefined ? undefined : idOf(name);
        },
        stopAtFailure: false,
      });
      durations[place] = outcomes.reduce((sum, { ms }) => sum + ms, 0);
      for (const { name, ms: timeSpentMs, problem } of outcomes) {
        const test = { id: idOf(name), name, timeSpentMs, fileName: path };
        if (problem === undefined) tests.push({ ...test, status: TestStatus.Success });
        else tests.push({ ...test, status: TestStatus.Failed, failureMessage: problem });
      }
    }
    writeFileSync(DURATIONS, JSON.stringify(durations));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: structuredClone(instrumented.mutantCoverage) };
  }

  async mutantRun({ testFilter = [], activeMutant, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    // Stryker starts another process then, and tries the mutant there.
    if (this.#spoilt !== undefined) throw new Error(this.#spoilt);
    const isFirst = this.#isFresh;
    this.#isFresh = false;
    const onLoaded = () => instrumented.activate(activeMutant.id, hitLimit);
    let nrOfTests = 0;
    try {
      for (const [place, names] of this.#quickFirst(byFile(testFilter))) {
        const path = resolve(place);
        const outcomes = await runFile(path, { wanted: (name) => names.has(name), onLoaded, stopAtFailure: true });
        nrOfTests += outcomes.length;
        const reason = instrumented.beyondLimit();
        if (reason !== undefined) return { status: MutantRunStatus.Timeout, reason };
        instrumented.deactivate();
        const failed = outcomes.find(({ problem }) => problem !== undefined);
        if (failed === undefined) continue;
        await this.#holdAgainst(path, failed.name, isFirst);
        const killedBy = [`${place}${SEPARATOR}${failed.name}`];
        return { status: MutantRunStatus.Killed, killedBy, failureMessage: failed.problem ?? '', nrOfTests };
      }
      return { status: MutantRunStatus.Survived, nrOfTests };
    } catch (error) {
      if (!(error instanceof Hung)) throw error;
      this.#spoilt = 'A test that did not end was left behind';
      return { status: MutantRunStatus.Timeout, reason: error.message };
    } finally {
      instrumented.deactivate();
    }
  }

  /**
   * Makes sure that a test fails by the mutant alone, and passes again without it. Where it does not, this process
   * remembers what a mutant has made; only of the first one in it is it clear which.
   */
  async #holdAgainst(path: string, name: string, isFirst: boolean): Promise<void> {
    const again = await runFile(path, { wanted: (other) => other === name, stopAtFailure: true }).catch(
      () => undefined,
    );
    if (again?.every(({ problem }) => problem === undefined)) return;
    this.#spoilt = `"${name}" fails without the mutant, too`;
    if (!isFirst) throw new Error(this.#spoilt);
  }

  #quickFirst(files: ReadonlyMap<string, Set<string>>): [string, Set<string>][] {
    this.#durations ??= JSON.parse(readFileSync(DURATIONS, 'utf8')) as Durations;
    const known = this.#durations;
    return [...files].sort(([one], [other]) => (known[one] ?? 0) - (known[other] ?? 0));
  }
}

function create(): TestRunner {
  stayOnThisMachine();
  return new OneProcess();
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'one-process', create)];
