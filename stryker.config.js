import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default {
  packageManager: 'npm',
  plugins: ['./test/support/mutation/runner.ts'],
  testRunner: 'one-process',
  testRunnerNodeArgs: ['--disable-warning=ExperimentalWarning'],
  mutate: ['src/{push,auth,omni,policy}/**/*.ts'],
  testFiles: process.env.MUTATION_TESTS?.split(' ') ?? [
    'test/{push,auth,omni}/**/*.test.ts',
    'test/policy/{plan-parts,policy-file,read-policy,wanted-values}.test.ts',
    '!test/auth/junk.test.ts',
    '!test/omni/{limiters,local-ledger}.test.ts',
  ],
  tempDirName: join(tmpdir(), 'mutation-sandbox'),
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  // Stryker would rewrite it with an API that TypeScript 7 does not have; nothing here needs it.
  tsconfigFile: 'no-tsconfig.json',
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: process.env.MUTATION_REPORT },
  clearTextReporter: { reportTests: false },
  timeoutMS: 60_000,
  thresholds: { high: 95, low: 90, break: 85 },
};
