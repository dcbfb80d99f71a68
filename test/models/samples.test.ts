import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { sampleModels } from '../../src/cli/sandbox/sample-models.ts';
import { modelUses } from '../../src/models/model-uses.ts';
import { readModel } from '../../src/models/read-model.ts';

test('the sample models use every sample attribute, and none that is not there but those of Omni', () => {
  const attributes: { reference: string }[] = JSON.parse(readFileSync('samples/attributes.json', 'utf8'));
  const read = sampleModels().map(({ name, files }) => ({ id: name, name, readAt: 0, reading: readModel(files) }));
  expect(read.map(({ name }) => name)).toEqual(['Operations', 'Sales']);
  expect(read.flatMap(({ reading }) => reading.problems)).toEqual([]);
  const used = new Set(read.flatMap(modelUses).map(({ reference }) => reference));
  expect([...used].filter((one) => !one.startsWith('omni_')).toSorted()).toEqual(
    attributes.map(({ reference }) => reference).toSorted(),
  );
});
