import { describe, expect, test } from '@jest/globals';
import { mapColumns } from '../../src/files/map-columns.ts';

const ATTRIBUTES = [
  { reference: 'blob_entity', label: 'Blob Entity', multiValued: false },
  { reference: 'cost_centers', label: 'Cost Centers', multiValued: true },
  { reference: 'region', label: 'Sales Region', multiValued: false },
  { reference: 'old_region', label: 'Sales Region', multiValued: false },
];

const read = (header: readonly string[], options = {}) => {
  const { user, values, ignored } = mapColumns(header, ATTRIBUTES, options);
  const references = Object.fromEntries(values.map(({ column, reference }) => [column, reference]));
  return { user: header[user], references, ignored };
};

describe('the column of the user', () => {
  test.each([
    [['Login', 'E-Mail', 'blob_entity'], 'E-Mail'],
    [['USERNAME', 'email', 'blob_entity'], 'USERNAME'],
    [['user', 'blob_entity'], 'user'],
  ])('of %j is %s', (header, user) => {
    expect(read(header).user).toBe(user);
  });

  test('can be named', () => {
    expect(read(['email', 'Account', 'blob_entity'], { userColumn: 'Account' })).toMatchObject({
      user: 'Account',
      ignored: ['email'],
    });
  });

  test('must be there', () => {
    expect(() => read(['Account', 'blob_entity'])).toThrow(
      'No column names the user; the header has "Account", "blob_entity". Say which does with --user-column, or with --skip-lines',
    );
    expect(() => read(['email', 'blob_entity'], { userColumn: 'Account' })).toThrow('the file has no column "Account"');
  });
});

describe('the columns of values', () => {
  test('are those whose header is a reference or a label; others are named', () => {
    expect(read(['email', 'blob_entity', 'Cost Centers', 'Shoe Size'])).toEqual({
      user: 'email',
      references: { blob_entity: 'blob_entity', 'Cost Centers': 'cost_centers' },
      ignored: ['Shoe Size'],
    });
  });

  test('are mapped before they are matched, and may hold an equals sign', () => {
    const map = ['a=b=blob_entity', 'Blob Entity=region'];
    expect(read(['email', 'a=b', 'Blob Entity'], { map }).references).toEqual({
      'a=b': 'blob_entity',
      'Blob Entity': 'region',
    });
  });

  test.each([
    ['a label that two attributes bear', ['email', 'Sales Region'], [], 'could be region, old_region'],
    ['an attribute in two columns', ['email', 'blob_entity', 'Blob Entity'], [], 'both hold blob_entity'],
    ['an unknown reference', ['email', 'Size'], ['Size=shoe_size'], 'Omni has no attribute "shoe_size"'],
    ['an unknown column', ['email', 'Size'], ['Shoe=region'], 'the file has no column "Shoe"'],
    ['half a mapping', ['email', 'Size'], ['Size'], 'write COLUMN=reference'],
    ['no value at all', ['email', 'Size'], [], 'No column is an attribute'],
  ])('%s is refused', (_, header, map, message) => {
    expect(() => read(header, { map })).toThrow(message);
  });
});
