import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import startServer from '../global-setup.ts';
import stopServer from '../global-teardown.ts';
import { AREAS } from './areas.ts';

const OPTIONS: ConstructorParameters<typeof Stryker>[0] = {
  plugins: ['./test/support/mutation/runner.ts'],
  testRunner: 'one-process',
  testRunnerNodeArgs: ['--disable-warning=ExperimentalWarning'],
  coverageAnalysis: 'perTest',
  // What is worked out once, when a file is loaded, would need a process for each change: most of it is tables and SQL.
  ignoreStatic: true,
  // Outside of the project: Jest would find the tests in the copy, too.
  tempDirName: join(tmpdir(), 'mutation'),
  // Stryker would rewrite it with an API that TypeScript 7 does not have; nothing here needs it.
  tsconfigFile: 'no-tsconfig.json',
  // The runner itself notices what does not end, unless that never lets go of the event loop.
  timeoutMS: 60_000,
  concurrency: 1,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { reportTests: false },
  thresholds: { high: 95, low: 90, break: 85 },
};

/**
 * `npm run mutation` changes the code of every area, `npm run mutation -- push` that of one, and
 * `npm run mutation -- push src/push/guard.ts` one file of it.
 */
const [name, ...files] = process.argv.slice(2);
const names = name === undefined ? Object.keys(AREAS) : [name];
if (!names.every((one) => Object.hasOwn(AREAS, one))) {
  throw new Error(`There is no area "${name}"; there are ${Object.keys(AREAS).join(', ')}`);
}

await startServer();
try {
  for (const one of names) {
    const mutate = files.length > 0 ? files : AREAS[one]?.mutate;
    await new Stryker({ ...OPTIONS, ...AREAS[one], ...(mutate && { mutate }) }).runMutationTest();
  }
} finally {
  await stopServer();
}
