import { describe, expect, test } from '@jest/globals';
import { ATTRIBUTES, setUp, setUpUser } from './set-up.ts';

const SALES_AREA = { name: 'sales_area', label: 'Sales area', type: 'String', multiple_values: false };

describe('the list', () => {
  test('holds twelve system definitions without ids, each with all eight keys', async () => {
    const { send } = await setUp();
    const { records } = (await send('GET', ATTRIBUTES)).json;
    expect(records).toHaveLength(12);
    for (const record of records) {
      expect(Object.keys(record).sort()).toEqual(
        ['default_value', 'description', 'id', 'label', 'multiple_values', 'name', 'system', 'type'].sort(),
      );
      expect(record).toMatchObject({ id: '', system: true, name: expect.stringMatching(/^omni_/) });
    }
  });

  test('shows a Number default as text, and lists for several values', async () => {
    const { send } = await setUp();
    await send('POST', ATTRIBUTES, { name: 'seat_count', type: 'Number', default_value: 25 });
    await send('POST', ATTRIBUTES, { name: 'plants', type: 'Number', multiple_values: true, default_value: [1, '2'] });
    await send('POST', ATTRIBUTES, { name: 'big', type: 'Number', default_value: '9007199254740993' });
    const { records } = (await send('GET', ATTRIBUTES)).json;
    expect(records.slice(12).map((one: { default_value: unknown }) => one.default_value)).toEqual([
      '25',
      ['1', '2'],
      '9007199254740993',
    ]);
  });

  test('there is no GET of one definition', async () => {
    const { omni, send } = await setUpUser();
    const answer = await send('GET', `${ATTRIBUTES}/${omni.attributes[12]?.id}`);
    expect([answer.status, answer.json.detail]).toEqual([400, 'Invalid method']);
  });
});

describe('creating', () => {
  test.each([
    ['201-record', 201, JSON.stringify],
    ['200-record', 200, JSON.stringify],
    ['200-wrapped', 200, (record: object) => JSON.stringify({ record })],
    ['201-empty', 201, () => ''],
  ] as const)('createAnswer=%s answers %i, and the definition is there', async (createAnswer, status, body) => {
    const { omni, send } = await setUp({ switches: { createAnswer } });
    const answer = await send('POST', ATTRIBUTES, SALES_AREA);
    const record = omni.attributes.find(({ name }) => name === 'sales_area');
    expect(record).toMatchObject({ ...SALES_AREA, default_value: null, description: null, system: false });
    expect(answer.status).toBe(status);
    expect(answer.text).toBe(record ? body(record) : 'a definition');
  });

  test.each(['409', '400', '422'] as const)('duplicateStatus=%s for a name that exists', async (duplicateStatus) => {
    const { send } = await setUp({ switches: { duplicateStatus } });
    await send('POST', ATTRIBUTES, SALES_AREA);
    const again = await send('POST', ATTRIBUTES, { ...SALES_AREA, type: 'Number' });
    expect(again.json).toEqual({ detail: 'Conflict: name: Already exists', status: Number(duplicateStatus) });
  });

  test.each([
    ['name', { ...SALES_AREA, name: 'Sales Area' }, 'Bad Request: name: Invalid name'],
    ['name', { ...SALES_AREA, name: 'omni_mine' }, 'Bad Request: name: Invalid name'],
    ['name', { type: 'String' }, 'Bad Request: name: Required'],
    ['type', { ...SALES_AREA, type: 'Boolean' }, 'Bad Request: type: must be equal to one of the allowed values'],
    [
      'default',
      { ...SALES_AREA, default_value: ['a'], multiple_values: true, label: 7 },
      'Bad Request: label: must be string',
    ],
    [
      'default',
      { ...SALES_AREA, multiple_values: true, default_value: 'a' },
      'Bad Request: default_value: Expected array',
    ],
    ['default', { name: 'seats', type: 'Number', default_value: 'x' }, 'Bad Request: default_value: Expected number'],
    ['body', '{"name":', 'Bad Request: body: Invalid JSON'],
    ['body', '7', 'Bad Request: body: Invalid JSON'],
  ])('a wrong %s is a 400: %j', async (_what, body, detail) => {
    const { omni, send } = await setUp();
    const answer = await send('POST', ATTRIBUTES, body);
    expect(answer.json).toEqual({ detail, status: 400 });
    expect(omni.attributes).toHaveLength(12);
  });

  test('a body of another type is not read', async () => {
    const { send } = await setUp();
    const answer = await send('POST', ATTRIBUTES, SALES_AREA, { headers: { 'content-type': 'text/plain' } });
    expect(answer.json).toEqual({ detail: 'Bad Request: body: Required', status: 400 });
  });

  test.each([
    ['0', true],
    ['300', false],
  ] as const)('delayMs=%s: visible at once: %s', async (delayMs, atOnce) => {
    const { send, clock, omni, setValues } = await setUp({ switches: { delayMs } });
    const { id } = omni.addUser({ userName: 'analyst.one@acme.example' });
    const listed = async () => (await send('GET', ATTRIBUTES)).json.records.length === 13;
    await send('POST', ATTRIBUTES, SALES_AREA);
    expect(await listed()).toBe(atOnce);
    await setValues(id, { sales_area: 'emea' });
    expect(omni.findUser('analyst.one@acme.example')?.values).toEqual(atOnce ? { sales_area: 'emea' } : {});
    clock.advance(300);
    expect(await listed()).toBe(true);
  });
});

describe('changing', () => {
  test('PUT is partial: what is left out stays', async () => {
    const { send } = await setUp();
    const { id } = (await send('POST', ATTRIBUTES, { ...SALES_AREA, description: 'Area', default_value: 'emea' })).json;
    const changed = await send('PUT', `${ATTRIBUTES}/${id}`, { label: 'Region' });
    expect(changed.json).toMatchObject({ id, label: 'Region', description: 'Area', default_value: 'emea' });
    const cleared = await send('PUT', `${ATTRIBUTES}/${id}`, { default_value: null });
    expect(cleared.json).toMatchObject({ label: 'Region', default_value: null });
  });

  test('the type is final, and several values cannot become one', async () => {
    const { omni, send } = await setUpUser();
    const path = (name: string) => `${ATTRIBUTES}/${omni.attributes.find((one) => one.name === name)?.id}`;
    expect((await send('PUT', path('sales_area'), { type: 'Number' })).status).toBe(400);
    expect((await send('PUT', path('sales_area'), { type: 'String' })).status).toBe(200);
    expect((await send('PUT', path('cost_centers'), { multiple_values: false })).status).toBe(400);
  });

  test('one value can become several, and what is stored becomes a list', async () => {
    const { omni, send, readValues, id } = await setUpUser();
    omni.setValue('analyst.one@acme.example', 'sales_area', 'emea');
    const attribute = omni.attributes.find(({ name }) => name === 'sales_area');
    const changed = await send('PUT', `${ATTRIBUTES}/${attribute?.id}`, { multiple_values: true });
    expect(changed.json).toMatchObject({ multiple_values: true, default_value: ['world'] });
    expect(await readValues(id)).toEqual({ sales_area: ['emea'] });
  });

  test.each([
    ['ignored', 200],
    ['400', 400],
  ] as const)('renameByPut=%s answers %i and keeps the name', async (renameByPut, status) => {
    const { omni, send } = await setUpUser({ switches: { renameByPut } });
    const { id = '' } = omni.attributes[12] ?? {};
    expect((await send('PUT', `${ATTRIBUTES}/${id}`, { name: 'region' })).status).toBe(status);
    expect((await send('PUT', `${ATTRIBUTES}/${id}`, { name: 'sales_area' })).status).toBe(200);
    expect(omni.attributes[12]?.name).toBe('sales_area');
  });

  test('a definition that is not there is a 404, and a system one has no address', async () => {
    const { send } = await setUp();
    expect((await send('PUT', `${ATTRIBUTES}/${crypto.randomUUID()}`, {})).status).toBe(404);
    expect((await send('DELETE', `${ATTRIBUTES}/omni_user_email`)).status).toBe(404);
    expect((await send('DELETE', `${ATTRIBUTES}/`)).status).toBe(400);
  });
});

describe('deleting', () => {
  test.each([
    ['200-success', 200, { success: true }],
    ['204', 204, undefined],
  ] as const)(
    'deleteAnswer=%s answers %i, and the values of everybody are gone',
    async (deleteAnswer, status, body) => {
      const { omni, send, stored } = await setUpUser({ switches: { deleteAnswer } });
      omni.setValue('analyst.one@acme.example', 'sales_area', 'emea');
      omni.setValue('analyst.one@acme.example', 'seat_count', 3);
      const answer = await send('DELETE', `${ATTRIBUTES}/${omni.attributes[12]?.id}`);
      expect([answer.status, answer.json]).toEqual([status, body]);
      omni.addAttribute({ name: 'sales_area', type: 'String' });
      expect(stored()).toEqual({ seat_count: 3 });
    },
  );
});

describe('an older instance (definitionWrites=off)', () => {
  test('lists definitions and refuses the rest as an invalid method', async () => {
    const { send } = await setUp({ switches: { definitionWrites: 'off' } });
    expect((await send('GET', ATTRIBUTES)).status).toBe(200);
    const id = crypto.randomUUID();
    for (const [method, path] of [
      ['POST', ATTRIBUTES],
      ['PUT', `${ATTRIBUTES}/${id}`],
      ['DELETE', `${ATTRIBUTES}/${id}`],
    ]) {
      const answer = await send(String(method), String(path), SALES_AREA);
      expect([answer.status, answer.json.detail]).toEqual([400, 'Invalid method']);
    }
  });

  test('publishes no route to create them; the switch can be turned while it runs', async () => {
    const { omni, send } = await setUp({ switches: { definitionWrites: 'off', whoami: '404' } });
    const before = (await send('GET', '/openapi.json')).json.paths;
    expect(Object.keys(before[ATTRIBUTES])).toEqual(['get']);
    expect(before).not.toHaveProperty('/api/v1/whoami');
    omni.switches.definitionWrites = 'on';
    omni.switches.whoami = 'on';
    const after = (await send('GET', '/openapi.json')).json.paths;
    expect(Object.keys(after[ATTRIBUTES])).toEqual(['get', 'post']);
    expect(after).toHaveProperty(['/api/v1/whoami']);
  });
});

test('every published route exists', async () => {
  const { send } = await setUp();
  const { paths } = (await send('GET', '/openapi.json')).json;
  const missing: string[] = [];
  for (const [path, operations] of Object.entries<object>(paths)) {
    for (const method of Object.keys(operations)) {
      const answer = await send(method.toUpperCase(), path.replace(/\{\w+\}/, 'x'));
      if (answer.json?.detail === 'Invalid method' || answer.json?.detail === 'Not Found: Route') {
        missing.push(`${method} ${path}`);
      }
    }
  }
  expect(missing).toEqual([]);
  expect(Object.keys(paths).length).toBeGreaterThan(10);
});

test('the document needs the key', async () => {
  const { send } = await setUp();
  expect((await send('GET', '/openapi.json', undefined, { headers: { authorization: '' } })).status).toBe(401);
});
