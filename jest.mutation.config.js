import base from './jest.config.js';

/** Jest as Stryker runs it: only what needs no database server, and nothing that measures time. */
const { globalSetup: _setup, globalTeardown: _teardown, testRegex: _everyday, ...config } = base;
export default {
  ...config,
  setupFilesAfterEnv: [...config.setupFilesAfterEnv, './test/support/active-mutant.ts'],
  testMatch: [
    '<rootDir>/test/{push,auth,omni}/**/*.test.ts',
    '<rootDir>/test/policy/{plan-parts,policy-file,read-policy,wanted-values}.test.ts',
  ],
  testPathIgnorePatterns: ['/auth/junk.test.ts$', '/omni/(limiters|local-ledger).test.ts$'],
};
