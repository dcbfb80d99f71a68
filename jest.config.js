const LONG_TESTS = [
  '/test/crash/(push|stalled|hook)-',
  '/test/(jobs|store)/crash/',
  '/test/cli/engines',
  '/test/jobs/interactive-latency',
  '/test/jobs/push-memory',
  '/test/(reports|sync)/large',
  '/test/sync/killed',
  '/test/reports/interrupted',
  '/test/cli/sandbox-switched',
  '/test/local/simulator/packs/nightly-push-large',
];

/** Jest runs the sources as they are: ES modules, types stripped by swc. */
export default {
  testEnvironment: './test/support/environment.ts',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
  reporters: ['./test/support/reporter.ts'],
  setupFilesAfterEnv: ['./test/okta-description/hold-okta.ts'],
  globalSetup: './test/support/global-setup.ts',
  globalTeardown: './test/support/global-teardown.ts',
  // For a machine many times slower than ours; the environment refuses shorter ones.
  testTimeout: 300_000,
  // `npm run test:long` runs these: many kills, several processes, and real time.
  testPathIgnorePatterns: process.env.LONG ? ['/node_modules/'] : ['/node_modules/', ...LONG_TESTS],
  // One more than the cores of a small machine: most tests wait for a database or a clock of their own.
  maxWorkers: 3,
};
