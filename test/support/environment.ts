import { TestEnvironment } from 'jest-environment-node';
import { stayOnThisMachine } from './stay-on-this-machine.ts';

stayOnThisMachine();

/**
 * What Jest's runner says of a test or hook that it has found:
 * https://jestjs.io/docs/configuration#testenvironment-string
 */
interface RunnerEvent {
  readonly name: string;
  readonly testName?: string;
  readonly hookType?: string;
  readonly timeout?: number;
  readonly asyncError?: Error;
}

/** What a test or a hook has at least: a machine eight times slower than ours must not meet the end of it. */
const LEAST_MS = 120_000;

function refuseShort(what: string, timeoutMs: number | undefined): void {
  if (timeoutMs !== undefined && timeoutMs < LEAST_MS) {
    throw new Error(
      `${what} has ${timeoutMs} ms: leave the time-out to jest.config.js, or give ${LEAST_MS} ms or more`,
    );
  }
}

/**
 * Files share the modules that they import, so a hook of a module would be one of the first of these files alone. What
 * runs for each of them is loaded by an address of its own (`native-runtime.ts`).
 */
function refuseShared(hook: string, { stack = '' }: Error): void {
  if (stack.includes('unstable_importModule') && !stack.includes('.ts?file=')) {
    throw new Error(`${hook} of a module that files share: put it into a function that they call`);
  }
}

/**
 * Node as the environment of tests, which refuses time-outs that a slow machine would meet, hooks that most files would
 * not have, and other machines.
 */
export default class PatientEnvironment extends TestEnvironment {
  handleTestEvent(event: RunnerEvent, state: { readonly testTimeout: number }): void {
    const { name, testName, hookType, timeout, asyncError } = event;
    if (name === 'add_test') refuseShort(`The test "${testName}"`, timeout);
    if (name === 'add_hook') {
      refuseShort(`A hook (${hookType})`, timeout);
      refuseShared(`A hook (${hookType})`, asyncError ?? new Error());
    }
    if (name === 'run_start') refuseShort('This file', state.testTimeout);
  }
}
