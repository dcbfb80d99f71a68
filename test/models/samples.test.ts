import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { sampleModels } from '../../src/cli/sandbox/sample-models.ts';
import { modelUses } from '../../src/models/model-uses.ts';
import { readModel } from '../../src/models/read-model.ts';

const attributes: { reference: string; defaultValue?: unknown }[] = JSON.parse(
  readFileSync('samples/attributes.json', 'utf8'),
);
const read = sampleModels().map(({ name, files }) => ({ id: name, name, readAt: 0, reading: readModel(files) }));
const uses = read.flatMap(modelUses);

test('the sample models use every sample attribute, and none that is not there but those of Omni', () => {
  expect(read.map(({ name }) => name)).toEqual(['Operations', 'Sales']);
  expect(read.flatMap(({ reading }) => reading.problems)).toEqual([]);
  const used = new Set(uses.map(({ reference }) => reference));
  expect([...used].filter((one) => !one.startsWith('omni_')).toSorted()).toEqual(
    attributes.map(({ reference }) => reference).toSorted(),
  );
});

test('no sample attribute of a filter or a grant has a default: whoever has no value yet would see its rows', () => {
  const deciding = new Set(uses.filter(({ kind }) => kind.startsWith('access-')).map(({ reference }) => reference));
  const ours = attributes.filter(({ reference }) => deciding.has(reference));
  expect(ours.map(({ reference }) => reference)).toEqual([
    'blob_entity',
    'cost_centers',
    'sales_region',
    'is_contractor',
  ]);
  expect(ours.filter((one) => 'defaultValue' in one)).toEqual([]);
});
