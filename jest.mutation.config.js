import base from './jest.config.js';

/** Jest as Stryker runs it: only what needs no database server, and nothing that measures time. */
const { globalSetup: _setup, globalTeardown: _teardown, testRegex: _everyday, ...config } = base;
export default {
  ...config,
  setupFilesAfterEnv: [...config.setupFilesAfterEnv, './test/support/active-mutant.ts'],
  testMatch: ['<rootDir>/test/{push,auth}/**/*.test.ts'],
  testPathIgnorePatterns: ['/auth/junk.test.ts$'],
};
