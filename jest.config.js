import { isNamed, longRun, ONLY_LONG } from './test/support/long-tests.ts';

// Whoever names files or folders plays those whole; `LONG=0` plays of them what the everyday run does.
if (isNamed(process.argv.slice(2))) process.env.LONG ??= '1';
const { LONG } = process.env;
const leftOut = LONG === '1' || LONG === 'rest' ? [] : ONLY_LONG;

/** Jest runs the sources as they are; Node loads them, as it loads the product. */
export default {
  testEnvironment: './test/support/environment.ts',
  // `npm run test:long` runs what the everyday run leaves out, and of what that plays in part the rest.
  testRegex: LONG === 'rest' ? longRun() : ['/test/.*\\.test\\.ts$'],
  runtime: './test/support/native-runtime.ts',
  transform: {},
  reporters: ['./test/support/reporter.ts'],
  setupFilesAfterEnv: ['./test/okta-description/hold-okta.ts', './test/support/end-after-each.ts'],
  globalSetup: './test/support/global-setup.ts',
  globalTeardown: './test/support/global-teardown.ts',
  // For a machine many times slower than ours; the environment refuses shorter ones.
  testTimeout: 300_000,
  testPathIgnorePatterns: ['/node_modules/', ...leftOut],
  // One more than the cores of a small machine: most tests wait for a database or a clock of their own.
  maxWorkers: 3,
  // What files leave in a worker grows; a new one costs a second.
  workerIdleMemoryLimit: '700MB',
  // On a busy machine a process takes its time to end; what it leaves open keeps it, and Jest says so then.
  workerGracefulExitTimeout: 60_000,
};
