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

/** Node as the environment of tests, which refuses time-outs that a slow machine would meet, and other machines. */
export default class PatientEnvironment extends TestEnvironment {
  handleTestEvent({ name, testName, hookType, timeout }: RunnerEvent, state: { readonly testTimeout: number }): void {
    if (name === 'add_test') refuseShort(`The test "${testName}"`, timeout);
    if (name === 'add_hook') refuseShort(`A hook (${hookType})`, timeout);
    if (name === 'run_start') refuseShort('This file', state.testTimeout);
  }
}
