import { Stryker } from '@stryker-mutator/core';
import startServer from '../global-setup.ts';
import stopServer from '../global-teardown.ts';
import { AREAS } from './areas.ts';

/**
 * `npm run mutation` changes the code of every area, `npm run mutation -- push` of one, and
 * `npm run mutation -- push src/push/guard.ts` of one file by the tests of that area.
 */
const [name, ...files] = process.argv.slice(2);
const names = name === undefined ? Object.keys(AREAS) : [name];
if (!names.every((one) => Object.hasOwn(AREAS, one))) {
  throw new Error(`There is no area "${name}"; there are ${Object.keys(AREAS).join(', ')}`);
}

await startServer();
try {
  for (const one of names) {
    const area = AREAS[one];
    if (area) await new Stryker({ ...area, ...(files.length > 0 && { mutate: files }) }).runMutationTest();
  }
} finally {
  await stopServer();
}
