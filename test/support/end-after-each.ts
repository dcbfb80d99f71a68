import { afterEach } from '@jest/globals';
import { endAll } from './at-test-end.ts';

/** Runs before each file of tests: a hook of a module that files share would be one of the first of them alone. */
afterEach(endAll);
