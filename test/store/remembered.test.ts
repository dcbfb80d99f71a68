import { describe, expect, test } from '@jest/globals';
import { forgetOmniUser, recallOmniUser, rememberOmniUser } from '../../src/store/omni-users.ts';
import {
  forgetReferenceValues,
  forgetUserValues,
  readVerifiedValues,
  saveVerifiedValues,
} from '../../src/store/verified-values.ts';
import { databases, useDatabase } from '../support/databases.ts';

describe.each(databases)('remembered ids and values on %s', (_, open) => {
  const db = useDatabase(open);

  test('the id of a user is recalled by the name in any case, replaced, and forgotten', async () => {
    expect(await recallOmniUser(db(), 'ada@acme.example')).toBeUndefined();
    await rememberOmniUser(db(), 'Ada@acme.example', 'id-1', 1);
    expect(await recallOmniUser(db(), 'ada@ACME.example')).toBe('id-1');
    await rememberOmniUser(db(), 'ada@acme.example', 'id-2');
    expect(await recallOmniUser(db(), 'ada@acme.example')).toBe('id-2');
    await forgetOmniUser(db(), 'ADA@acme.example');
    expect(await recallOmniUser(db(), 'ada@acme.example')).toBeUndefined();
  });

  test('verified values come back as they were, and the others of the user stay', async () => {
    const odd = ['', 'a,b', 'ü\0\ud800"\\', '9007199254740993'];
    await saveVerifiedValues(
      db(),
      'id-1',
      new Map([
        ['region', ['emea']],
        ['odd', odd],
      ]),
      10,
    );
    await saveVerifiedValues(db(), 'id-1', new Map([['region', []]]), 20);
    await saveVerifiedValues(db(), 'id-1', new Map(), 30);
    expect(await readVerifiedValues(db(), 'id-1')).toEqual(
      new Map([
        ['region', { value: [], verifiedAt: 20 }],
        ['odd', { value: odd, verifiedAt: 10 }],
      ]),
    );
  });

  test('a value that was verified earlier never replaces a later one', async () => {
    await saveVerifiedValues(db(), 'id-1', new Map([['region', ['new']]]), 20);
    await saveVerifiedValues(db(), 'id-1', new Map([['region', ['old']]]), 19);
    expect((await readVerifiedValues(db(), 'id-1')).get('region')).toEqual({ value: ['new'], verifiedAt: 20 });
  });

  test('values are forgotten by user or by reference', async () => {
    for (const id of ['id-1', 'id-2', 'id-3']) {
      await saveVerifiedValues(
        db(),
        id,
        new Map([
          ['region', ['x']],
          ['seats', ['1']],
        ]),
        1,
      );
    }
    await forgetUserValues(db(), 'id-1');
    await forgetReferenceValues(db(), 'region');
    expect((await readVerifiedValues(db(), 'id-1')).size).toBe(0);
    expect([...(await readVerifiedValues(db(), 'id-2')).keys()]).toEqual(['seats']);
    expect([...(await readVerifiedValues(db(), 'id-3')).keys()]).toEqual(['seats']);
  });
});
