import type * as globals from '@jest/globals';

/** What a file of tests imports from `@jest/globals`. */
export type TestGlobals = typeof globals;

export let afterAll: TestGlobals['afterAll'];
export let afterEach: TestGlobals['afterEach'];
export let beforeAll: TestGlobals['beforeAll'];
export let beforeEach: TestGlobals['beforeEach'];
export let describe: TestGlobals['describe'];
export let expect: TestGlobals['expect'];
export let jest: TestGlobals['jest'];
export let test: TestGlobals['test'];

/** Gives everybody who imports this the globals of the file of tests that comes next. */
export function setGlobals(next: TestGlobals): void {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } = next);
}
