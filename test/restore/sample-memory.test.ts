import { describe, expect, test } from '@jest/globals';
import type { Attribute } from '../../src/push/attribute.ts';
import { judgeSample } from '../../src/pushes/sample-memory.ts';
import { UNKNOWN_VALUE, type UserValue } from '../../src/store/user-values.ts';

const SINCE = 100;

const region: Attribute = {
  id: 'region',
  reference: 'region',
  label: 'Region',
  type: 'string',
  multiValued: false,
  defaultValue: ['none'],
  description: '',
  system: false,
};
const attributes = new Map([['region', region]]);

const value = (held: readonly string[] | undefined, changedAt = 50): UserValue => ({
  ...UNKNOWN_VALUE,
  held,
  readAt: held ? changedAt : 0,
  changedAt,
});

const user = (shown: Record<string, unknown> | undefined) => ({
  id: 'id',
  userName: 'ada@acme.example',
  displayName: 'Ada',
  active: true,
  shown: shown && new Map(Object.entries(shown)),
});

describe('a user of the sample', () => {
  test.each([
    ['same', 'holds what is remembered', { region: 'emea' }, value(['emea'])],
    ['same', 'holds nothing, as is remembered', {}, value([])],
    ['same', 'holds nothing, where Omni shows the default then', { region: 'none' }, value([])],
    ['different', 'holds another value', { region: 'apac' }, value(['emea'])],
    ['different', 'holds a value where none is remembered', { region: 'apac' }, value([])],
    ['different', 'holds nothing any more', {}, value(['emea'])],
    ['different', 'shows the default instead of a value of their own', { region: 'none' }, value(['emea'])],
    ['untold', 'was written by us since', { region: 'apac' }, value(['emea'], SINCE)],
    ['untold', 'is in doubt', { region: 'apac' }, value(undefined)],
    ['untold', 'is not shown', undefined, value(['emea'])],
  ])('is %s who %s', (outcome, _, shown, known) => {
    const look = { user: user(shown), known: new Map([['region', known]]) };
    expect(judgeSample(look as never, attributes, SINCE)).toBe(outcome);
  });

  test('is untold who is gone, and of whom an attribute is remembered that is gone', () => {
    const known = new Map([['region', value(['emea'])]]);
    expect(judgeSample({ user: undefined, known }, attributes, SINCE)).toBe('untold');
    expect(judgeSample({ user: user({}), known } as never, new Map(), SINCE)).toBe('untold');
  });
});
