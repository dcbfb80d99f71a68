import { describe, expect, test } from '@jest/globals';
import { readKnownModels } from '../../src/store/known-models.ts';
import { ok } from '../flows/set-up.ts';
import { usePolicies } from '../policy/set-up.ts';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectError } from '../support/expect-error.ts';
import { fastClock } from '../support/fast-clock.ts';
import { drift, expectOnlyRead, seed, usage } from './set-up.ts';

const start = useConnector();
const policyFile = usePolicies();

const MODEL = `
access_grants:
  pii: { user_attribute: can_see_pii, allowed_values: ["true"] }
  admins: { user_attribute: omni_is_org_admin, allowed_values: ["true"] }
default_topic_required_access_grants: [pii|admins]
`;
const ORDERS = `
access_filters:
  - field: orders.region
    user_attribute: region
    values_for_unfiltered: [all]
    enable_sql_like_wildcards: true
  - field: orders.seats
    user_attribute: seats
    values_for_unfiltered: [any]
`;
const RETURNS = 'access_filters:\n  - { field: returns.region, user_attribute: regoin }\n';
const USERS = 'dimensions:\n  name:\n    sql: "{{omni_attributes.tier}}"\n';
const FILES = { model: MODEL, 'orders.topic': ORDERS, 'returns.topic': RETURNS, 'users.view': USERS };

/** Attributes of each kind, and one model that uses them. */
function seedModel({ omni }: ConnectorUnderTest) {
  omni.addAttribute({ name: 'region', label: 'Region', type: 'String', default_value: 'all' });
  omni.addAttribute({ name: 'seats', label: 'Seats', type: 'Number' });
  omni.addAttribute({ name: 'tier', label: 'Tier', type: 'String' });
  omni.addAttribute({ name: 'can_see_pii', label: 'PII', type: 'String' });
  omni.addAttribute({ name: 'idle', label: 'Idle', type: 'String' });
  return omni.addModel({ name: 'Sales', files: FILES });
}

const short = ({ attributes }: Awaited<ReturnType<typeof usage>>) =>
  attributes.map(({ reference, uses }) => `${reference}: ${uses.map(({ kind, topic }) => `${kind} ${topic}`.trim())}`);
const codes = ({ warnings }: Awaited<ReturnType<typeof usage>>) =>
  warnings.map(({ code, reference }) => `${code} ${reference}`.trim());

describe.each(['bare', 'folders'] as const)('where Omni names files the way %s', (fileNames) => {
  test('each attribute is told with what uses it, and what Omni does not have is told apart', async () => {
    const c = await start({ switches: { fileNames }, oktaOrg: true });
    seedModel(c);
    const report = await usage(c);
    expect(short(report)).toEqual([
      'can_see_pii: access-grant,access-grant',
      'idle: ',
      'region: access-filter orders',
      'seats: access-filter orders',
      'tier: field',
    ]);
    expect(report.attributes[2]).toMatchObject({
      usedCount: 1,
      uses: [
        {
          model: 'Sales',
          file: expect.stringContaining('orders'),
          line: 3,
          detail: 'filters orders.region; unfiltered for: all; compares with LIKE',
        },
      ],
    });
    expect(report).toMatchObject({
      modelCount: 1,
      unusedCount: 1,
      undefined: [{ reference: 'regoin', usedCount: 1, uses: [{ topic: 'returns' }] }],
      message: '4 of 5 attributes used in 1 model. 1 name that Omni does not have. 8 warnings.',
    });
    expect(codes(report)).toEqual([
      'USED_NOT_FILLED can_see_pii',
      'DEFAULT_ON_FILTERED region',
      'DEFAULT_IS_UNFILTERED region',
      'WILDCARDS_ON region',
      'USED_NOT_FILLED region',
      'NUMBER_IN_TEXT_FILTER seats',
      'USED_NOT_FILLED seats',
      'USED_NOT_FILLED tier',
    ]);
    await expectOnlyRead(c);
  });
});

test("Omni's own attributes are listed where they are asked for, of the same report", async () => {
  const c = await start();
  seedModel(c);
  const { reportId } = await usage(c);
  const all = ok(await c.call('report-usage', { reportId, includeSystem: true }));
  const admin = all.attributes.find(({ reference }: { reference: string }) => reference === 'omni_is_org_admin');
  expect(admin).toMatchObject({ usedCount: 2 });
  expect(all.attributes).toHaveLength(5 + 12);
});

test('what fills an attribute is known from what was written and from what was read of Okta before', async () => {
  const c = await start({ oktaOrg: true });
  seed(c);
  c.omni.addAttribute({ name: 'idle', label: 'Idle', type: 'String' });
  c.omni.addModel({ name: 'Sales', files: { 'orders.topic': ORDERS, 'users.view': USERS } });
  c.omni.addUser({ userName: 'ada@acme.example' });
  ok(await c.call('set-user-values', { userName: 'ada@acme.example', values: { idle: 'x' } }));
  const fills = (report: Awaited<ReturnType<typeof usage>>) =>
    report.warnings.filter(({ code }) => code.endsWith('FILLED') || code.startsWith('FILLED'));
  const before = fills(await usage(c));
  expect(before.map(({ code, reference }) => `${code} ${reference}`)).toEqual([
    'FILLED_NOT_USED idle',
    'USED_NOT_FILLED region',
    'USED_NOT_FILLED seats',
    'USED_NOT_FILLED tier',
  ]);
  expect(before[1]?.message).toContain('looked at: what this connector has written)');
  await drift(c);
  const [after, ...rest] = fills(await usage(c));
  expect(after).toMatchObject({ code: 'FILLED_NOT_USED', reference: 'idle' });
  expect(rest).toEqual([]);
});

test('what the policy fills is filled, and told where nothing uses it', async () => {
  const source = (reference: string) =>
    `  - { reference: ${reference}, label: X, type: string, value: { okta: user.${reference} } }\n`;
  const POLICY_FILE = policyFile(`version: 1\nattributes:\n${source('tier')}${source('idle')}`);
  const c = await start({ environment: { POLICY_FILE } });
  seedModel(c);
  const told = (await usage(c)).warnings.filter(({ code }) => code.includes('FILLED') && !code.includes('UNFILTERED'));
  expect(told.map(({ code, reference }) => `${code} ${reference}`)).not.toContain('USED_NOT_FILLED tier');
  expect(told).toContainEqual(
    expect.objectContaining({ code: 'FILLED_NOT_USED', message: expect.stringMatching(/^The policy fills idle,/) }),
  );
  expect(told.find(({ code }) => code === 'USED_NOT_FILLED')?.message).toContain(
    'looked at: the policy, what this connector has written',
  );
});

describe('connections', () => {
  const withConnection = async (switches: NonNullable<Parameters<typeof start>[0]>['switches'] = {}) => {
    const c = await start({ switches });
    c.omni.addAttribute({ name: 'stage', label: 'Stage', type: 'String' });
    const userAttribute = 'stage';
    c.omni.addConnection({ name: 'Warehouse', userAttribute, defaultValues: ['prod'], environments: { Dev: ['dev'] } });
    return c;
  };

  test.each([
    [{}, '; stays for: prod; Dev for: dev'],
    [{ connectionsKey: 'records' }, '; stays for: prod; Dev for: dev'],
    [{ connectionEnvironments: 'missing' }, '; stays for: prod'],
    [{ connectionEnvironments: 'forbidden' }, '; stays for: prod'],
  ] as const)('with %j say what an attribute chooses', async (switches, detail) => {
    const report = await usage(await withConnection(switches));
    expect(report.attributes).toMatchObject([
      {
        usedCount: 1,
        uses: [
          {
            model: 'Warehouse',
            file: '',
            line: 0,
            topic: '',
            kind: 'connection',
            detail: expect.stringContaining(detail),
          },
        ],
      },
    ]);
    expect(codes(report)).toEqual(['USED_NOT_FILLED stage']);
  });

  test.each(['missing', 'forbidden'] as const)('that are %s are told, and nothing is called unused', async (state) => {
    const report = await usage(await withConnection({ connections: state }));
    expect(report).toMatchObject({ unusedCount: -1, attributes: [{ usedCount: 0 }] });
    expect(report.warnings).toMatchObject([
      { code: 'MODELS_UNREADABLE', message: expect.stringContaining('The list of connections could not be read') },
    ]);
  });
});

describe('what cannot be read is an answer', () => {
  test.each([
    [{ models: 'missing' }, 'The list of models could not be read: this Omni instance does not have it.'],
    [{ models: 'forbidden' }, 'The list of models could not be read: this key may not read it'],
    [{ modelYaml: 'missing' }, 'The model Sales could not be read: this Omni instance does not have it.'],
    [{ modelYaml: 'forbidden' }, 'The model Sales could not be read: this key may not read it'],
  ] as const)('with %j', async (switches, message) => {
    const c = await start({ switches });
    seedModel(c);
    const report = await usage(c);
    expect(report.warnings.filter(({ code }) => code === 'MODELS_UNREADABLE')).toMatchObject([
      { reference: '', message: expect.stringContaining(message) },
    ]);
    expect(report).toMatchObject({
      unusedCount: -1,
      message: expect.stringContaining('Not everything could be read.'),
    });
  });

  test('a broken file is told with its line, and the others are read', async () => {
    const c = await start({ switches: { fullyResolved: '400' } });
    const { id } = seedModel(c);
    c.omni.changeModel(id, { ...FILES, 'broken.topic': 'access_filters: [}\n' });
    const report = await usage(c);
    expect(report.warnings[0]).toMatchObject({
      code: 'MODELS_UNREADABLE',
      message: expect.stringContaining('Sales, broken.topic:1 could not be read'),
    });
    expect(short(report)).toContain('region: access-filter orders');
  });

  test('a file that is no text is told, and nothing is called unused', async () => {
    const c = await start();
    const { id } = seedModel(c);
    c.omni.changeModel(id, { ...FILES, 'odd.topic': { access_filters: [] } as unknown as string });
    const report = await usage(c);
    expect(report.warnings[0]?.message).toBe('Sales, odd.topic:1 could not be read: it is no text.');
    expect(report.unusedCount).toBe(-1);
  });

  test('a model that is larger than can be read is told after one request, and what was known of it stays', async () => {
    const c = await start();
    const { id } = seedModel(c);
    await usage(c);
    c.omni.changeModel(id, { ...FILES, 'huge.view': '#'.repeat(21 * 1024 * 1024) });
    c.omni.log.clear();
    const report = await usage(c);
    expect(report.warnings[0]?.message).toBe(
      'The model Sales could not be read: its files are larger than can be read.',
    );
    expect(c.omni.log.filter({ path: /yaml/ })).toHaveLength(1);
    const known = await readKnownModels(c.connector.services.database);
    expect(known?.models[0]?.reading.filters.map(({ reference }) => reference)).toContain('region');
    expect(known?.problem).toContain('larger than can be read');
  });
});

describe('what fails alone does not hold up the report', () => {
  const yamlOf = (id: string) => ({ path: new RegExp(`/models/${id}/yaml`), times: Number.POSITIVE_INFINITY });

  test.each([
    [{ kind: 'server-error' }, 'Omni fails to answer it, again and again, and answers other requests'],
    [{ kind: 'answer', status: 422, body: {} }, 'Omni fails to answer it, again and again, and answers other requests'],
    [{ kind: 'silence-before' }, 'Omni fails to answer it, again and again, and answers other requests'],
  ] as const)('a model that meets %j', async (fault, why) => {
    const c = await start({ clock: fastClock(50) });
    const { id } = c.omni.addModel({ name: 'Broken', files: {} });
    seedModel(c);
    c.omni.faults.plan(fault, yamlOf(id));
    const report = await usage(c);
    expect(report.warnings[0]).toMatchObject({
      code: 'MODELS_UNREADABLE',
      message: `The model Broken could not be read: ${why}.`,
    });
    expect(short(report)).toContain('region: access-filter orders');
    expect(report).toMatchObject({ modelCount: 2, unusedCount: -1 });
  });

  test.each(['models', 'connections'])('the list of %s', async (list) => {
    const c = await start({ clock: fastClock(50) });
    seedModel(c);
    c.omni.faults.plan({ kind: 'server-error' }, { path: new RegExp(`/${list}$`), times: Number.POSITIVE_INFINITY });
    expect((await usage(c)).warnings[0]?.message).toContain(`The list of ${list} could not be read: Omni fails`);
  });

  test('a list of models whose cursors lead in a circle', async () => {
    const c = await start();
    const { id } = seedModel(c);
    const page = (nextCursor: string) => ({
      kind: 'answer' as const,
      status: 200,
      body: { records: [{ id, name: 'Sales', deletedAt: null }], pageInfo: { hasNextPage: true, nextCursor } },
    });
    for (let at = 0; at < 20; at += 1) c.omni.faults.plan(page(at % 2 === 0 ? 'A' : 'B'), { path: /\/models$/ });
    const report = await usage(c);
    expect(report.warnings[0]?.message).toBe(
      'The list of models could not be read: its pages lead back to one that was read before, or have no end.',
    );
    expect(short(report)).toContain('region: access-filter orders');
    expect(c.omni.log.filter({ path: /\/models$/ })).toHaveLength(3);
  });

  test('names without end are cut, wherever they are kept or shown', async () => {
    const c = await start();
    const { id } = seedModel(c);
    const long = 'x'.repeat(100_000);
    const topic = `access_filters:\n  - { field: ${long}, user_attribute: region, values_for_unfiltered: [${long}] }\n`;
    c.omni.changeModel(id, { [`${long}.topic`]: topic, 'users.view': USERS.replaceAll('tier', long) });
    const report = await usage(c);
    expect(JSON.stringify(report).length).toBeLessThan(10_000);
    const known = await readKnownModels(c.connector.services.database);
    const reading = known?.models[0]?.reading;
    expect(reading?.filters).toMatchObject([{ reference: 'region', unfiltered: [long] }]);
    expect(
      JSON.stringify({ ...reading, filters: reading?.filters.map((one) => ({ ...one, unfiltered: [] })) }).length,
    ).toBeLessThan(5_000);
  });
});

describe('models that extend others', () => {
  const EXTENDED = 'dynamic_shared_extensions:\n  - map_pattern: "{{omni_attributes.tier}}_model"\n';

  test.each([
    ['listed', []],
    ['400', ['The list of models that extend others could not be read: this Omni instance does not have it.']],
  ] as const)('are read where a shared one applies them; extensionModels=%s', async (extensionModels, unreadable) => {
    const c = await start({ switches: { extensionModels } });
    const { id } = seedModel(c);
    c.omni.changeModel(id, { model: EXTENDED });
    c.omni.addModel({ name: 'gold_model', kind: 'SHARED_EXTENSION', files: { 'orders.topic': ORDERS } });
    const report = await usage(c);
    const isRead = extensionModels === 'listed';
    expect(report.attributes.find(({ reference }) => reference === 'region')?.usedCount).toBe(isRead ? 1 : 0);
    expect(report.attributes.find(({ reference }) => reference === 'tier')?.uses).toMatchObject([
      { kind: 'extension' },
    ]);
    const told = report.warnings.filter(({ code }) => code === 'MODELS_UNREADABLE').map(({ message }) => message);
    expect(told).toEqual(unreadable);
  });
});

test.each([
  ['ok', 0],
  ['400', 1],
] as const)(
  'a report of 20 models costs 3 requests and one for each model, and one more where an attribute chooses a database; fullyResolved=%s',
  async (fullyResolved, more) => {
    const c = await start({ switches: { fullyResolved } });
    for (let at = 0; at < 20; at += 1) c.omni.addModel({ name: `Model ${at}`, files: FILES });
    const cost = async () => {
      c.omni.log.clear();
      const { modelCount } = await usage(c);
      expect(modelCount).toBe(20);
      return c.omniCalls().length;
    };
    expect(await cost()).toBe(23 + more);
    c.omni.addConnection({ name: 'Warehouse', userAttribute: 'region' });
    expect(await cost()).toBe(24);
  },
);

test('what was read is kept for others, with its time: a model that is gone is forgotten, one that is withheld is not', async () => {
  const c = await start();
  const { database } = c.connector.services;
  const known = async () => {
    const found = await readKnownModels(database);
    return found && { names: found.models.map(({ name }) => name), problem: found.problem };
  };
  expect(await known()).toBeUndefined();
  c.omni.switches.models = 'forbidden';
  await usage(c);
  expect(await known()).toBeUndefined();
  c.omni.switches.models = 'on';
  const { id } = seedModel(c);
  c.omni.addModel({ name: 'Other', files: {} });
  await usage(c);
  expect(await known()).toEqual({ names: ['Other', 'Sales'], problem: '' });
  c.omni.switches.modelYaml = 'forbidden';
  c.omni.removeModel(id);
  await usage(c);
  expect(await known()).toEqual({ names: ['Other'], problem: expect.stringContaining('The model Other') });
  c.omni.switches.models = 'missing';
  await usage(c);
  expect(await known()).toEqual({ names: ['Other'], problem: expect.stringContaining('The list of models') });
});

test('another id is not found, and it is no push', async () => {
  const c = await start();
  const { reportId } = await usage(c);
  expectError(await c.call('report-coverage', { reportId }), 404, 'REPORT_NOT_FOUND');
  expectError(await c.call('report-usage', { reportId: 'x' }), 404, 'REPORT_NOT_FOUND');
  expectError(await c.call('undo-job', { jobId: reportId }), 409, 'JOB_IS_REPORT');
  expect(ok(await c.call('list-jobs')).jobs).toMatchObject([{ jobId: reportId, kind: 'usage', status: 'done' }]);
});
