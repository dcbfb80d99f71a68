import { describe, expect, test } from '@jest/globals';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { quickClock } from '../support/quick-clock.ts';
import { until } from '../support/until.ts';
import { ADA, auditRows, expectTidy, ok, seed, writeCount } from './set-up.ts';

const start = useConnector();

const PATH = '/api/v1/user-attributes';
const SEGMENT = { reference: 'segment', label: 'Segment', type: 'string' } as const;
const byHand = { name: 'segment', label: 'Segment', type: 'String' } as const;

const definition = (c: ConnectorUnderTest, reference: string) =>
  c.omni.attributes.find(({ name }) => name === reference);

/** Somebody takes the name between the connector's look and its create, when it cannot be seen yet. */
async function whileSomebodyTakesTheName(c: ConnectorUnderTest, body: object, call: () => Promise<unknown>) {
  const { promise, resolve: goOn } = Promise.withResolvers<void>();
  c.omni.faults.plan({ kind: 'held', until: promise }, { method: 'POST', path: PATH });
  const calling = call();
  await until(() => c.omni.log.count({ method: 'POST' }) > 0);
  await fetch(`${c.settings.omniOrigin}${PATH}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${c.omni.keys.organization[0]}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  goOn();
  return await calling;
}

describe('creating', () => {
  test('a definition that exists is refused by create-attribute and accepted by ensure-attribute', async () => {
    const c = await start();
    expect(ok(await c.call('create-attribute', SEGMENT))).toMatchObject({ created: true });
    expect(await c.call('create-attribute', SEGMENT)).toMatchObject({
      status: 409,
      body: { code: 'ATTRIBUTE_EXISTS' },
    });
    expect(ok(await c.call('ensure-attribute', SEGMENT))).toMatchObject({ created: false, changed: false });
    expect(c.omni.log.count({ method: 'POST' })).toBe(1);
    await expectTidy(c, []);
  });

  test.each([
    [{ ...SEGMENT, type: 'number' }, 409, 'ATTRIBUTE_TYPE_CONFLICT'],
    [{ ...SEGMENT, reference: 'omni_user_email' }, 422, 'ATTRIBUTE_SYSTEM'],
    [{ ...SEGMENT, reference: 'markets', multiValued: false }, 409, 'ATTRIBUTE_STAYS_MULTI_VALUED'],
    [{ ...SEGMENT, reference: 'size', type: 'number', defaultValue: 'large' }, 422, 'VALUE_NOT_A_NUMBER'],
    [{ ...SEGMENT, reference: 'omni_new' }, 422, 'ATTRIBUTE_SYSTEM'],
  ])('ensure-attribute of %j is answered %i %s and changes nothing', async (wanted, status, code) => {
    const c = await start({ clock: quickClock() });
    c.omni.addAttribute(byHand);
    c.omni.addAttribute({ name: 'markets', label: 'Markets', type: 'String', multiple_values: true });
    const before = [...c.omni.attributes];
    expect(await c.call('ensure-attribute', wanted)).toMatchObject({ status, body: { code, retryable: false } });
    expect(c.omni.attributes).toEqual(before);
    expect(await auditRows(c)).toEqual([]);
    await expectTidy(c, []);
  });

  test('a reference that is named twice is made once, and the second naming fails', async () => {
    const c = await start();
    const answer = ok(await c.call('ensure-attributes', { attributes: [SEGMENT, { ...SEGMENT, label: 'Other' }] }));
    expect(answer).toMatchObject({
      createdCount: 1,
      failedCount: 1,
      results: [{ status: 'created' }, { status: 'failed', error: 'ATTRIBUTE_REPEATED' }],
    });
    expect(definition(c, 'segment')).toMatchObject({ label: 'Segment' });
  });

  test('one failure does not stop the others', async () => {
    const c = await start();
    c.omni.addAttribute({ ...byHand, type: 'Number' });
    const attributes = [SEGMENT, { reference: 'size', label: 'Size', type: 'number' }];
    const { results } = ok(await c.call('ensure-attributes', { attributes }));
    expect(results).toMatchObject([{ error: 'ATTRIBUTE_TYPE_CONFLICT' }, { status: 'created', error: '' }]);
  });
});

describe('a name taken a moment before', () => {
  const switches = { delayMs: '300' } as const;

  test.each(['409', '400', '422'] as const)(
    'and refused with %s is unchanged if it is as wanted',
    async (duplicateStatus) => {
      const c = await start({ switches: { ...switches, duplicateStatus } });
      const described = { ...byHand, description: 'By hand' };
      const answer = await whileSomebodyTakesTheName(c, described, () => c.call('ensure-attribute', SEGMENT));
      expect(answer).toMatchObject({
        status: 200,
        body: { created: false, updated: false, changed: false, attribute: { description: 'By hand' } },
      });
      expect(await auditRows(c)).toEqual([]);
      await expectTidy(c, []);
    },
  );

  test('is updated by ensure-attribute when the other definition differs', async () => {
    const c = await start({ switches });
    const other = { ...byHand, label: 'Something else' };
    const answer = await whileSomebodyTakesTheName(c, other, () => c.call('ensure-attribute', SEGMENT));
    expect(answer).toMatchObject({ status: 200, body: { created: false, updated: true } });
    expect(definition(c, 'segment')).toMatchObject({ label: 'Segment' });
    await expectTidy(c, []);
  });

  test('is a conflict for ensure-attribute when the other definition has another type', async () => {
    const c = await start({ switches });
    const other = { ...byHand, type: 'Number' };
    const answer = await whileSomebodyTakesTheName(c, other, () => c.call('ensure-attribute', SEGMENT));
    expect(answer).toMatchObject({ status: 409, body: { code: 'ATTRIBUTE_TYPE_CONFLICT' } });
  });

  test('is taken for create-attribute, whatever the other definition is like', async () => {
    const c = await start({ switches });
    const answer = await whileSomebodyTakesTheName(c, byHand, () => c.call('create-attribute', SEGMENT));
    expect(answer).toMatchObject({ status: 409, body: { code: 'ATTRIBUTE_EXISTS' } });
    await expectTidy(c, []);
  });
});

describe('updating', () => {
  test('changes what is named and nothing else', async () => {
    const c = await start();
    c.omni.addAttribute({ ...byHand, description: 'Kept', default_value: 'smb' });
    const answer = ok(await c.call('update-attribute', { reference: 'segment', label: 'Market segment' }));
    expect(answer).toMatchObject({ changed: true, attribute: { description: 'Kept', defaultValue: 'smb' } });
    expect(c.omni.log.filter({ method: 'PUT' }).map(({ body }) => body)).toEqual([{ label: 'Market segment' }]);
  });

  test('allows several values, keeps the default and every user value', async () => {
    const c = await start();
    seed(c, { region: 'emea', seats: 9 });
    const answer = ok(await c.call('update-attribute', { reference: 'seats', multiValued: true }));
    expect(answer).toMatchObject({ attribute: { multiValued: true, defaultValues: ['5'] } });
    expect(c.omni.findUser(ADA)?.values).toMatchObject({ region: 'emea', seats: [9] });
  });

  test('an empty description and a null default remove them', async () => {
    const c = await start();
    c.omni.addAttribute({ ...byHand, description: 'Old', default_value: 'smb' });
    const change = { reference: 'segment', description: '', defaultValue: null };
    expect(ok(await c.call('update-attribute', change))).toMatchObject({ changed: true });
    expect(definition(c, 'segment')).toMatchObject({ description: null, default_value: null });
  });

  test('of an attribute that is unknown, or gone a moment ago, is 404', async () => {
    const c = await start();
    const change = { reference: 'segment', label: 'New' };
    const missing = { status: 404, body: { code: 'ATTRIBUTE_NOT_FOUND' } };
    expect(await c.call('update-attribute', change)).toMatchObject(missing);
    c.omni.addAttribute(byHand);
    const { promise, resolve: goOn } = Promise.withResolvers<void>();
    c.omni.faults.plan({ kind: 'held', until: promise }, { method: 'PUT' });
    const calling = c.call('update-attribute', change);
    await until(() => c.omni.log.count({ method: 'PUT' }) > 0);
    c.omni.removeAttribute('segment');
    goOn();
    expect(await calling).toMatchObject(missing);
    await expectTidy(c, []);
  });
});

describe('a dry run', () => {
  test.each([
    ['create-attribute', SEGMENT],
    ['ensure-attribute', SEGMENT],
    ['ensure-attributes', { attributes: [SEGMENT] }],
    ['update-attribute', { reference: 'region', label: 'Area' }],
    ['delete-attribute', { reference: 'region', confirmReference: 'region' }],
    ['set-user-values', { userName: ADA, values: { region: 'apac' } }],
    ['clear-user-values', { userName: ADA, references: ['region'] }],
  ])('of %s tells what would happen and writes nothing', async (action, input) => {
    const c = await start({ environment: { ALLOW_ATTRIBUTE_DELETE: 'true' } });
    seed(c, { region: 'emea' });
    const answer = ok(await c.call(action, { ...input, dryRun: true }));
    expect([answer.changed, answer.created, answer.createdCount, answer.wouldDelete].some(Boolean)).toBe(true);
    expect(writeCount(c)).toBe(0);
    expect(await auditRows(c)).toEqual([]);
    await expectTidy(c, []);
  });
});
