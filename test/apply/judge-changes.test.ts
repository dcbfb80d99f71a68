import { expect, test } from '@jest/globals';
import { judgeChanges } from '../../src/apply/read-back.ts';
import type { Attribute } from '../../src/push/attribute.ts';

const attribute: Attribute = {
  id: 'id-region',
  reference: 'region',
  label: 'Region',
  type: 'string',
  multiValued: false,
  defaultValue: ['world'],
  description: '',
  system: false,
};

test.each<[what: string, before: string[], after: string[], now: string[], accepted: string, otherwise: string]>([
  ['a value that is shown', [], ['emea'], ['emea'], 'verified', 'verified'],
  ['a value that is not shown', [], ['emea'], ['apac'], 'not-applied', 'not-applied'],
  ['the default, which was shown before as well', [], ['world'], ['world'], 'verified', 'unverified'],
  ['the default in place of another value', ['emea'], ['world'], ['world'], 'verified', 'verified'],
  ['a clear that shows nothing', ['emea'], [], [], 'verified', 'verified'],
  ['a clear that shows the default', ['emea'], [], ['world'], 'verified', 'verified'],
  ['a clear of a value that is the default too', ['world'], [], ['world'], 'unverified', 'unverified'],
])('%s', (_what, before, after, now, accepted, otherwise) => {
  const told = (isAccepted: boolean) =>
    judgeChanges(
      [{ reference: 'region', before, after }],
      new Map([['region', attribute]]),
      new Map([['region', now]]),
      isAccepted,
    ).get('region');
  expect([told(true), told(false)]).toEqual([accepted, otherwise]);
});
