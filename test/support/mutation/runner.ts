import { relative, resolve } from 'node:path';
import type { MutantCoverage } from '@stryker-mutator/api/core';
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
import { Hung } from './hung.ts';
import { runFile } from './run-file.ts';

/** What Stryker's instrumented code and its runner tell each other: which mutant is on, and who has met which. */
interface Instrumented {
  mutantCoverage: MutantCoverage;
  activeMutant: string | undefined;
  currentTestId: string | undefined;
  hitCount: number | undefined;
  hitLimit: number | undefined;
}
const stryker: Instrumented = {
  mutantCoverage: { static: {}, perTest: {} },
  activeMutant: undefined,
  currentTestId: undefined,
  hitCount: undefined,
  hitLimit: undefined,
};
Object.assign(globalThis, { __stryker__: stryker });

/** The place of a file of tests and the full name of a test in it, which is unique there alone. */
const SEPARATOR = ' > ';

/**
 * Runs tests for Stryker in one process that has loaded the product once, a few files for a mutant and no further than to the
 * first test that fails: Jest itself takes seconds for each, as it looks through all files for those that may matter.
 */
class OneProcess implements TestRunner {
  /** How long the tests of a file take together; the fast ones are tried first. */
  readonly #msOf = new Map<string, number>();
  /** How many mutants were tried in this process. */
  #tried = 0;
  /** Why this process can try no further one. */
  #spoilt: string | undefined;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun({ testFiles = [] }: DryRunOptions): Promise<CompleteDryRunResult> {
    const tests: CompleteDryRunResult['tests'] = [];
    for (const file of testFiles) {
      const place = relative(process.cwd(), file);
      const results = await runFile(file, {
        wanted: () => true,
        started: (name) => {
          stryker.currentTestId = `${place}${SEPARATOR}${name}`;
        },
        ended: () => {
          stryker.currentTestId = undefined;
        },
        stopAtFailure: false,
      });
      for (const { name, ms, problem } of results) {
        const test = { id: `${place}${SEPARATOR}${name}`, name, timeSpentMs: ms, fileName: file };
        tests.push(
          problem === undefined
            ? { ...test, status: TestStatus.Success }
            : { ...test, status: TestStatus.Failed, failureMessage: problem },
        );
      }
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: structuredClone(stryker.mutantCoverage) };
  }

  async mutantRun({ testFilter = [], activeMutant, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    // Stryker starts another process then, and tries this mutant there.
    if (this.#spoilt !== undefined) throw new Error(this.#spoilt);
    const isFirst = this.#tried++ === 0;
    const namesOf = new Map<string, Set<string>>();
    for (const id of testFilter) {
      const [place = '', name = ''] = [id.slice(0, id.indexOf(SEPARATOR)), id.slice(id.indexOf(SEPARATOR) + SEPARATOR.length)];
      namesOf.set(place, (namesOf.get(place) ?? new Set()).add(name));
    }
    Object.assign(stryker, { hitLimit, hitCount: hitLimit === undefined ? undefined : 0, activeMutant: activeMutant.id });
    let nrOfTests = 0;
    try {
      for (const [place, names] of this.#fastFirst(namesOf, activeMutant.fileName)) {
        const started = performance.now();
        const results = await runFile(resolve(place), {
          wanted: (name) => names.has(name),
          stopAtFailure: true,
        });
        this.#msOf.set(place, performance.now() - started);
        nrOfTests += results.length;
        const failed = results.find(({ problem }) => problem !== undefined);
        if (stryker.hitCount !== undefined && hitLimit !== undefined && stryker.hitCount > hitLimit) {
          return { status: MutantRunStatus.Timeout, reason: `Hit limit reached (${stryker.hitCount}/${hitLimit})` };
        }
        if (failed === undefined) continue;
        stryker.activeMutant = undefined;
        stryker.hitCount = undefined;
        await this.#proveThat(resolve(place), failed.name, isFirst);
        return {
          status: MutantRunStatus.Killed,
          killedBy: [`${place}${SEPARATOR}${failed.name}`],
          failureMessage: failed.problem ?? '',
          nrOfTests,
        };
      }
      return { status: MutantRunStatus.Survived, nrOfTests };
    } catch (error) {
      if (!(error instanceof Hung)) throw error;
      this.#spoilt = 'A test that hangs has been left behind';
      return { status: MutantRunStatus.Timeout, reason: error.message };
    } finally {
      stryker.activeMutant = undefined;
      stryker.hitCount = undefined;
    }
  }

  /** Proves that the test that has failed passes again without the mutant; else what is remembered in this process is to blame. */
  async #proveThat(file: string, name: string, isFirst: boolean): Promise<void> {
    const again = await runFile(file, { wanted: (other) => other === name, stopAtFailure: true }).catch(() => undefined);
    if (again?.every(({ problem }) => problem === undefined)) return;
    this.#spoilt = `"${name}" fails without the mutant, too`;
    if (!isFirst) throw new Error(this.#spoilt);
  }

  #fastFirst(namesOf: ReadonlyMap<string, Set<string>>, mutated: string): [string, Set<string>][] {
    const own = mutated.replace(/^.*\/|\.ts$/g, '');
    const msOf = (place: string) => (place.endsWith(`/${own}.test.ts`) ? 0 : (this.#msOf.get(place) ?? 1_000));
    return [...namesOf].sort(([one], [other]) => msOf(one) - msOf(other));
  }
}

function create(): TestRunner {
  stayOnThisMachine();
  return new OneProcess();
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'one-process', create)];
