import type { MutantCoverage } from '@stryker-mutator/api/core';

/** What the code that Stryker has instrumented and its runner tell each other, by the name that Stryker gives it. */
class Instrumented {
  /** Which mutants were met, by the test that ran. */
  readonly mutantCoverage: MutantCoverage = { static: {}, perTest: {} };
  currentTestId: string | undefined;
  activeMutant: string | undefined;
  /** How often the mutant was met, and how often at most: the code throws beyond, so that no loop goes on for ever. */
  hitCount: number | undefined;
  hitLimit: number | undefined;

  activate(id: string, hitLimit: number | undefined): void {
    this.activeMutant = id;
    this.hitLimit = hitLimit;
    this.hitCount = hitLimit === undefined ? undefined : 0;
  }

  deactivate(): void {
    this.activeMutant = undefined;
    this.hitCount = undefined;
  }

  /** A sentence where the mutant was met too often. */
  beyondLimit(): string | undefined {
    const { hitCount, hitLimit } = this;
    if (hitCount === undefined || hitLimit === undefined || hitCount <= hitLimit) return undefined;
    return `It was met ${hitCount} times, which is a loop`;
  }
}

export const instrumented = new Instrumented();
Object.assign(globalThis, { __stryker__: instrumented });
