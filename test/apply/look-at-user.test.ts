import { beforeEach, describe, expect, test } from '@jest/globals';
import { lookAtUser, ownValues } from '../../src/apply/look-at-user.ts';
import type { AttributeValue } from '../../src/push/attribute.ts';
import { busyUsers, clearLeases } from '../../src/store/leases.ts';
import { databaseNow, valuesOfUser } from '../../src/store/user-values.ts';
import { attribute } from '../push/arbitraries.ts';
import { useDatabase } from '../support/databases.ts';
import { moveValues } from '../support/move-values.ts';
import { leaseClock } from './lease-services.ts';
import { ADA } from './one-user.ts';
import { OneUserOmni } from './one-user-omni.ts';

describe("what a look tells of a user's own value", () => {
  const attributes = new Map([['tier', attribute({ reference: 'tier', defaultValue: ['free'] })]]);
  const own = (
    shown: Record<string, AttributeValue> | undefined,
    remembered: Record<string, AttributeValue> = {},
    reference = 'tier',
  ) => [
    ...ownValues(shown && new Map(Object.entries(shown)), new Map(Object.entries(remembered)), [reference], attributes),
  ];

  test('is what is shown, where that is no default', () => {
    expect(own({ tier: ['gold'] }, { tier: ['plus'] })).toStrictEqual([['tier', ['gold']]]);
    expect(own({})).toStrictEqual([['tier', []]]);
  });

  test('is nothing where the default is shown, unless it is remembered whose it is', () => {
    expect(own({ tier: ['free'] })).toStrictEqual([['tier', undefined]]);
    expect(own({ tier: ['free'] }, { tier: ['free'] })).toStrictEqual([['tier', ['free']]]);
    expect(own({ tier: ['free'] }, { tier: [] })).toStrictEqual([['tier', []]]);
  });

  test('is what is shown of an attribute that is not known, which has no default', () => {
    expect(own({ area: ['a'] }, {}, 'area')).toStrictEqual([['area', ['a']]]);
  });

  test('is nothing where Omni does not show values, whatever is remembered', () => {
    expect(own(undefined, { tier: ['gold'] })).toStrictEqual([['tier', undefined]]);
  });
});

describe('a look at a user', () => {
  const db = useDatabase();
  let omni: OneUserOmni;
  beforeEach(() => {
    omni = new OneUserOmni();
  });
  const look = (references = ['region']) =>
    lookAtUser({ database: db(), clock: leaseClock(), omni: omni.session() }, ADA, references, omni.byReference);
  const known = async () => valuesOfUser(db(), ADA.id);
  const isBusy = async () => (await busyUsers(db(), [ADA.userName])).size > 0;
  const place = { at: 1_000, seq: 1 };

  test('is remembered with the time at which it began, and tells what was known before', async () => {
    omni.values.region = 'emea';
    const first = await look();
    expect(first).toMatchObject({ user: { ...ADA, shown: new Map([['region', 'emea']]) }, isLate: false });
    expect(first.known).toEqual(new Map());
    expect((await known()).get('region')).toMatchObject({ held: ['emea'], readAt: first.at });
    expect((await known()).has('tier')).toBe(false);
    omni.values.region = 'apac';
    const second = await look();
    expect(second.known.get('region')).toMatchObject({ held: ['emea'], readAt: first.at });
    expect((await known()).get('region')).toMatchObject({ held: ['apac'] });
  });

  test('is of when nobody writes to the user, and of after it was asked for', async () => {
    const busy: boolean[] = [];
    let readAt = 0;
    omni.onRead = async () => {
      busy.push(await isBusy());
      readAt = await databaseNow(db());
    };
    const before = await databaseNow(db());
    const { at } = await look();
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(readAt);
    expect([...busy, await isBusy()]).toEqual([true, false]);
  });

  test('is made anew where somebody else may have written meanwhile, and nothing of it is remembered', async () => {
    omni.values.region = 'emea';
    omni.onRead = async () => {
      if (omni.reads > 1) return;
      await clearLeases(db());
      omni.onRead = () => {
        omni.values.region = 'apac';
      };
    };
    const { user, known: before } = await look();
    expect([omni.reads, user?.shown]).toEqual([2, new Map([['region', 'apac']])]);
    expect(before).toEqual(new Map());
    expect((await known()).get('region')?.held).toEqual(['apac']);
  });

  test('of before a write of a moment ago is told so, and is not remembered', async () => {
    const moved = { reference: 'region', wished: ['apac'], held: undefined, sent: true };
    await moveValues(db(), ADA.id, place, [moved]);
    omni.values.region = 'emea';
    expect((await look()).isLate).toBe(true);
    expect((await known()).get('region')).toMatchObject({ held: undefined, isUnseen: true });
    omni.values.region = 'apac';
    expect((await look()).isLate).toBe(false);
    expect((await known()).get('region')).toMatchObject({ held: ['apac'], wished: ['apac'], place });
  });

  test('keeps what a default may hide where it was read back before', async () => {
    omni.attributes = omni.attributes.map((one) => ({ ...one, defaultValue: ['free'] }));
    await moveValues(db(), ADA.id, place, [{ reference: 'tier', wished: ['free'], held: ['free'], sent: true }]);
    Object.assign(omni.values, { tier: 'free', region: 'free' });
    await look(['tier', 'region']);
    expect((await known()).get('tier')).toMatchObject({ held: ['free'] });
    expect((await known()).get('region')).toMatchObject({ held: undefined, readAt: null });
  });

  test('forgets everything about a user whom Omni no longer has', async () => {
    await moveValues(db(), ADA.id, place, [{ reference: 'tier', wished: ['gold'], held: ['gold'], sent: true }]);
    omni.user = undefined;
    const gone = await look();
    expect(gone).toMatchObject({ user: undefined, isLate: false });
    expect(gone.known.get('tier')?.held).toEqual(['gold']);
    expect(await known()).toEqual(new Map());
  });
});
