import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { schemaFiles, validatorOf } from '../../src/schema/validator.ts';
import { fuzzing } from '../support/fuzz-runs.ts';
import { fitting } from './fitting.ts';

const inputs = [...schemaFiles.keys()].filter((file) => file.endsWith('.input.json') || file === 'policy.json');

test.each(inputs)('what is made from schemas/%s fits it', (file) => {
  const fits = validatorOf(file);
  fc.assert(
    fc.property(fitting(schemaFiles.get(file) ?? {}), (value) => {
      fits(value);
      expect(fits.errors ?? []).toEqual([]);
    }),
    { ...fuzzing(), numRuns: 20 },
  );
});
