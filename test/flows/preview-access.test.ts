import { describe, expect, test } from '@jest/globals';
import { usePolicies } from '../policy/set-up.ts';
import { usage } from '../reports/set-up.ts';
import { type StartOptions, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { preview, worldOf } from './preview-set-up.ts';
import { ADA, held, ok, setValues, writeCount } from './set-up.ts';

const start = useConnector();
const policyFile = usePolicies();

const world = worldOf(start);
const sides = (rows: { topic: string; before: string; after: string }[]) =>
  rows.map(({ topic, before, after }) => `${topic}: ${before} > ${after}`);

test('says topic by topic what is seen now and afterwards, and by which values; nothing is written', async () => {
  const c = await world();
  const body = ok(await preview(c, { region: 'all', flag: 'staff', areas: ['north'] }));
  expect(body).toMatchObject({
    userName: ADA,
    known: true,
    topicCount: 2,
    changedTopicCount: 2,
    message: '2 topics of 1 model, as they were read; 2 of them would show something else.',
  });
  expect(Date.parse(body.asOf)).not.toBeNaN();
  expect(sides(body.topics)).toEqual(['orders: these-values > these-values', 'returns: unknown > these-values']);
  expect(body.filters).toMatchObject([
    {
      topic: 'orders',
      field: 'orders.region',
      before: 'these-values',
      beforeValue: 'emea',
      beforeSource: 'own',
      after: 'everything',
      afterValue: 'all',
      afterSource: 'own',
      changed: true,
      note: '',
    },
    { topic: 'returns', reference: 'areas', beforeValue: 'none', beforeSource: 'default', afterValue: 'north' },
    // The default of seats, whoever holds nothing.
    { topic: 'orders', reference: 'seats', before: 'these-values', afterValue: '5', afterSource: 'default' },
  ]);
  expect(body.grants).toMatchObject([
    { name: 'staff', before: 'no', after: 'yes', changed: true },
    { name: 'admins', before: 'unknown', beforeSource: 'unknown', changed: false },
  ]);
  expect(body.guarded).toMatchObject([
    { topic: 'returns', wanted: 'staff|admins', before: 'unknown', after: 'shown', changed: true },
  ]);
  expect([writeCount(c), held(c).region]).toEqual([0, 'emea']);
});

test('without values says how it is, and asks Omni for no model', async () => {
  const c = await world();
  c.omni.log.clear();
  const body = ok(await preview(c));
  expect(body).toMatchObject({ changedTopicCount: 0, topicCount: 2 });
  expect(c.omni.log.filter({ path: /models|connections/ })).toEqual([]);
  expect(ok(await preview(c, {}))).toEqual(body);
});

test('a clear leaves what the default opens, and without one it is not certain what happens', async () => {
  const c = await world();
  const { filters, topics } = ok(await preview(c, { region: null, seats: null }));
  expect(sides(topics)[0]).toBe('orders: these-values > query-fails');
  expect(filters[0]).toMatchObject({ reference: 'region', after: 'query-fails', afterSource: 'none', afterValue: '' });
  expect(filters[0].note).toContain('the query fails, or nothing is filtered');
});

test('shows the topics of one name where that is asked for', async () => {
  const c = await world();
  const body = ok(await preview(c, { region: 'all' }, { topic: 'returns' }));
  expect(body).toMatchObject({ topicCount: 1, changedTopicCount: 0, topics: [{ topic: 'returns' }] });
  expect(body.filters.map(({ topic }: { topic: string }) => topic)).toEqual(['returns']);
});

test('shows the first rows of many, those that change before the others', async () => {
  const c = await world({ read: false });
  const many = Array.from({ length: 210 }, (_, at) => [`t${at}.topic`, 'base_view: x\n'] as const);
  c.omni.addModel({ name: 'Wide', files: { model: 'x: 1\n', ...Object.fromEntries(many) } });
  await usage(c);
  const body = ok(await preview(c, { region: 'all' }));
  expect(body).toMatchObject({ topicCount: 212, changedTopicCount: 1 });
  expect(body.topics).toHaveLength(200);
  expect(body.topics[0]).toMatchObject({ topic: 'orders', changed: true });
});

describe('what is not known is an answer', () => {
  test('where the models were never read', async () => {
    const c = await world({ read: false });
    expect(ok(await preview(c, { region: 'all' }))).toMatchObject({
      known: false,
      asOf: '',
      topics: [],
      message: expect.stringContaining('report-usage reads them'),
      effective: [{ reference: 'region', beforeValues: ['emea'], afterValues: ['all'], changed: true }],
    });
  });

  test('where a model could not be read', async () => {
    const c = await world({ switches: { modelYaml: 'forbidden' } });
    const body = ok(await preview(c));
    expect(body).toMatchObject({ known: true, topics: [] });
    expect(body.message).toContain('Not all could be read: The model Sales could not be read');
  });

  test('where Omni does not show the values: what would be written is known all the same', async () => {
    const c = await world();
    const bare = { id: c.omni.findUser(ADA)?.id, userName: ADA, active: true, displayName: 'Ada', schemas: [] };
    c.omni.faults.plan({ kind: 'answer', status: 200, body: bare }, { path: /Users\/[^/]+$/, method: 'GET', times: 9 });
    const body = ok(await preview(c, { region: 'all' }));
    expect(body.message).toContain('Omni does not show the values of this user.');
    expect(body.filters).toContainEqual(
      expect.objectContaining({ reference: 'region', before: 'unknown', after: 'everything', changed: true }),
    );
    expect(body.filters).toContainEqual(
      expect.objectContaining({ reference: 'seats', before: 'unknown', after: 'unknown', changed: false }),
    );
  });

  test('where values choose models that extend others', async () => {
    const c = await world({ read: false });
    c.omni.addModel({
      name: 'Base',
      files: { model: 'dynamic_shared_extensions:\n  - map_pattern: "{{omni_attributes.flag}}_model"\n' },
    });
    await usage(c);
    expect(ok(await preview(c)).message).toContain('Values of flag choose models that extend others');
  });
});

describe('the rows that a user sees', () => {
  const ALLOWED = { environment: { ALLOW_ROW_COUNTS: 'true' } };
  const QUERIES = { path: /query/ };

  async function counting(options: StartOptions) {
    const c = await world({ ...options, read: false });
    c.omni.addModel({ name: 'Counted', files: { 'visits.topic': 'base_view: visits\n', 'bare.topic': 'label: x\n' } });
    await usage(c);
    // The owner of the key sees more.
    c.omni.setRowCount('returns', '', 9_000);
    c.omni.setRowCount('returns', ADA, 12);
    c.omni.setRowCount('visits', ADA, 0);
    return c;
  }
  const countsIn = (body: { topics: { topic: string; rowCount: number }[] }) =>
    Object.fromEntries(body.topics.map(({ topic, rowCount }) => [topic, rowCount]));

  test.each([
    ['membership', {}],
    ['user', { readSystem: 'yes' }],
  ] as const)('are counted by Omni, which takes the id of the %s', async (queryUserId, more) => {
    const c = await counting({ ...ALLOWED, switches: { queryUserId, ...more } });
    const body = ok(await preview(c, undefined, { countRows: true }));
    expect(countsIn(body)).toEqual({ orders: -1, returns: 12, visits: 0, bare: -1 });
    expect(body.rowCountNote).toBe('Omni has counted the rows of 2 topics for this user.');
    const bodies = c.omni.log.filter(QUERIES).map(({ body: sent }) => sent as { userId?: unknown });
    expect(bodies.every(({ userId }) => typeof userId === 'string')).toBe(true);
  });

  test.each([
    ['it takes an id that is not shown', { queryUserId: 'user' }, 'Omni has counted the rows of 0 topics'],
    ['it counts for nobody, too', { queryUserId: 'ignored' }, 'also counts for an id that nobody has'],
    ['it has no queries', { queries: 'missing' }, 'Omni has counted the rows of 0 topics'],
    ['the key may not query', { queries: 'forbidden' }, 'Omni has counted the rows of 0 topics'],
  ] as const)('are not known where %s, and the rest is told all the same', async (_, switches, note) => {
    const c = await counting({ ...ALLOWED, switches });
    const body = ok(await preview(c, { region: 'all' }, { countRows: true }));
    expect(body.rowCountNote).toContain(note);
    expect(Object.values(countsIn(body))).toEqual([-1, -1, -1, -1]);
    expect(body).toMatchObject({ topicCount: 4, changedTopicCount: 1 });
    // A refused query is no refusal of the key.
    expect(ok(await c.call('ping')).omniKeysRefused).toBe(0);
  });

  test.each([
    ['is a page of something else', { kind: 'answer', status: 200, body: '<html></html>' }],
    ['is an error', { kind: 'answer', status: 500, body: {} }],
  ] as const)('are not known where the answer %s', async (_, fault) => {
    const c = await counting(ALLOWED);
    c.omni.faults.plan(fault, { path: /query/, times: 99 });
    const body = ok(await preview(c, undefined, { countRows: true }));
    expect(body.rowCountNote).toMatch(/counted the rows of 0 topics.+Omni says: .+\.$/);
    expect(countsIn(body)).toEqual({ orders: -1, returns: -1, visits: -1, bare: -1 });
  });

  test('are not counted unless both the operator and the caller want it', async () => {
    const off = await counting({});
    expect(ok(await preview(off, undefined, { countRows: true })).rowCountNote).toContain(
      'ALLOW_ROW_COUNTS is not true',
    );
    const on = await counting(ALLOWED);
    expect(ok(await preview(on)).rowCountNote).toBe('');
    expect([off, on].flatMap((c) => c.omni.log.filter(QUERIES))).toEqual([]);
  });
});

describe('values are read as the write reads them', () => {
  test.each([
    [{ nosuch: 'x' }, 422, 'REFERENCE_UNKNOWN'],
    [{ seats: 'many' }, 422, 'VALUE_NOT_A_NUMBER'],
    [{ region: '' }, 422, 'VALUE_EMPTY_TEXT'],
    [{ region: ['a', 'b'] }, 422, 'VALUE_NOT_SINGLE'],
    [{ omni_user_email: 'x' }, 422, 'ATTRIBUTE_SYSTEM'],
    [{ seats: 'many', region: '' }, 422, 'VALUES_INVALID'],
  ] as const)('%j is refused by both', async (values, status, code) => {
    const c = await world({ read: false });
    expectError(await preview(c, values), status, code);
    expectError(await setValues(c, values), status, code);
  });

  test('and as the policy says', async () => {
    const POLICY_FILE = policyFile(
      'version: 1\nattributes:\n  - { reference: region, label: Region, type: string, normalize: lower, allowed: [emea, all], value: { okta: user.region } }\n',
    );
    const c = await world({ environment: { POLICY_FILE } });
    expectError(await preview(c, { region: 'mars' }), 422, 'VALUE_NOT_ALLOWED');
    expect(ok(await preview(c, { region: 'ALL' })).effective).toContainEqual(
      expect.objectContaining({ reference: 'region', afterValues: ['all'] }),
    );
  });

  test('an empty text is left alone or clears, as it is told', async () => {
    const c = await world();
    const shownFor = async (emptyText: string) =>
      ok(await preview(c, { region: '' }, { emptyText })).filters[0].afterValue;
    expect([await shownFor('ignore'), await shownFor('clear')]).toEqual(['emea', '']);
  });
});

test('somebody who is not there, or not active, is told', async () => {
  const c = await world({ switches: { revokedInList: 'yes' } });
  c.omni.addUser({ userName: 'gone@acme.example', active: false });
  expectError(await c.call('preview-access', { userName: 'nobody@acme.example' }), 404, 'USER_NOT_FOUND');
  expectError(await c.call('preview-access', { userName: 'gone@acme.example' }), 422, 'USER_INACTIVE');
  expectError(await preview(c, { region: 'x' }, { dryRun: true }), 400, 'BODY_INVALID');
});

test('an attribute of Omni decides where the instance shows it', async () => {
  const c = await world({ switches: { readSystem: 'yes' } });
  const { grants, guarded } = ok(await preview(c));
  expect(grants).toContainEqual(expect.objectContaining({ name: 'admins', before: 'no', beforeValue: 'false' }));
  expect(guarded).toMatchObject([{ topic: 'returns', before: 'refused' }]);
});
