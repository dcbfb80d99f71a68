import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../src/base/package-root.ts';
import { PACKS } from '../../src/console/pack-files.ts';
import { changesPerDay } from '../../src/store/changes-per-day.ts';
import { ADA, seed } from '../flows/set-up.ts';
import { usage } from '../reports/set-up.ts';
import { until } from '../support/until.ts';
import { tokenIn } from './browser.ts';
import { type ConsoleUnderTest, OPERATOR, useConsole, VIEWER } from './set-up.ts';

const start = useConsole();
const folder = mkdtempSync(join(tmpdir(), 'console-'));
afterAll(() => rmSync(folder, { recursive: true }));

const EVIL = '"><script src=//evil.example></script><img src=x onerror=alert(1)>\'';
const POLICY = `version: 1
attributes:
  - reference: region
    label: ${JSON.stringify(`Region ${EVIL}`)}
    type: string
    value: { groups: [{ group: ${JSON.stringify(`Readers ${EVIL}`)}, value: ${JSON.stringify(EVIL)} }], otherwise: none }
`;

async function seeded(options: Parameters<typeof start>[0] = {}): Promise<ConsoleUnderTest> {
  const started = await start(options);
  seed(started.c, { region: 'emea' });
  return started;
}

const PAGES = [
  '/console',
  '/console/jobs',
  '/console/person',
  `/console/person?name=${encodeURIComponent(ADA)}`,
  '/console/attributes',
  '/console/attributes/region',
  '/console/changes',
  '/console/policy',
  '/console/setup',
  '/console/packs',
  '/console/packs/nightly_sync',
];

test('a browser that looks for the icon by itself finds it', async () => {
  const { browser } = await seeded();
  const { status, headers, text } = await browser().get('/favicon.ico');
  expect([status, headers['content-type']]).toEqual([200, 'image/svg+xml']);
  expect(text).toContain('<svg');
});

describe('texts of others', () => {
  test('are shown as texts on every page: labels, names, values, files, queries', async () => {
    const policy = join(folder, 'policy.yaml');
    writeFileSync(policy, POLICY);
    const { c, as } = await seeded({ oktaOrg: true, environment: { POLICY_FILE: policy } });
    const name = `x${EVIL.replaceAll(/[\s@]/g, '')}@acme.example`;
    c.omni.addAttribute({ name: 'evil', type: 'String', label: EVIL, default_value: EVIL } as never);
    c.omni.addUser({ userName: name, displayName: EVIL, values: { evil: EVIL } });
    c.omni.addModel({
      name: EVIL,
      files: { 'a.topic': `access_filters: [{ field: ${JSON.stringify(EVIL)}, user_attribute: evil }]` },
    });
    await c.call('set-user-values', { userName: ADA, values: { evil: `${EVIL} again` } });
    const rows = [
      { userName: name, values: { evil: `${EVIL} pushed` } },
      { userName: EVIL, values: { evil: EVIL } },
    ];
    const { jobId } = (await c.call('push-users', { rows, mode: 'job' })).body;
    await c.call('report-usage');
    await c.call('report-coverage');
    await until(async () => (await c.call('get-job', { jobId })).body.status === 'done');
    const mine = await as(OPERATOR);
    const asked = encodeURIComponent(EVIL);
    const pages = [
      ...PAGES,
      `/console/jobs/${jobId}`,
      `/console/jobs/${jobId}/undo`,
      '/console/attributes/evil',
      `/console/person?name=${encodeURIComponent(name)}`,
      `/console/person?name=${asked}`,
      `/console/jobs?status=${asked}`,
      `/console/jobs/${jobId}?name=${asked}`,
      `/console/jobs/${asked}`,
      `/console/changes?user=${asked}&reference=${asked}&since=${asked}`,
      `/console/changes?cursor=${asked}`,
      `/console/packs/${asked}`,
      `/console/${asked}`,
      `/console/person/sync?name=${asked}`,
    ];
    for (const path of pages) {
      const { text, headers } = await mine.get(path);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect({ path, evil: text.match(/<script(?! src="\/assets\/)|<img(?! src="\/console\/packs\/)/g) }).toEqual({
        path,
        evil: null,
      });
    }
    const page = await mine.get(`/console/jobs/${jobId}`);
    expect(page.text).toContain('&quot;&gt;&lt;script src=//evil.example&gt;');
    expect(c.logLines.join('')).not.toContain('evil.example');
  });

  test('compute nothing in a spreadsheet', async () => {
    const { c, as } = await seeded();
    await c.call('set-user-values', { userName: ADA, values: { region: '=1+1,"x"' } });
    const file = await (await as(VIEWER)).get('/console/changes.csv');
    expect(file.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="changes.csv"',
    });
    expect(file.text).toContain(`"'=1+1,""x"""`);
  });
});

test('every page is one landmark after the other, with a heading and a language', async () => {
  const { as } = await seeded({ oktaOrg: true });
  const mine = await as(VIEWER);
  for (const path of PAGES) {
    const { status, text } = await mine.get(path);
    expect({ path, status }).toEqual({ path, status: 200 });
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    for (const one of ['<main id="main"', '<h1>', '<nav aria-label="Sections">', 'class="skip"'])
      expect(text).toContain(one);
  }
});

describe('a person', () => {
  test('is explained step by step, with values in force and what was written by whom', async () => {
    const { c, as } = await seeded();
    await c.call('set-user-values', { userName: ADA, values: { region: 'apac' } });
    const { text } = await (await as(VIEWER)).get(`/console/person?name=${encodeURIComponent(ADA)}`);
    for (const one of [
      'user-found',
      'Ada Analyst',
      '<code>apac</code>',
      '<code>emea</code> → <code>apac</code>',
      'set-user-values',
    ])
      expect(text).toContain(one);
    expect(text).not.toContain('Bring up to date');
  });

  test('sees what each value opens, and which of them opens everything', async () => {
    const { c, as } = await seeded();
    const filter = '{ field: orders.region, user_attribute: region, values_for_unfiltered: [all] }';
    c.omni.addModel({ name: 'Sales', files: { 'orders.topic': `\naccess_filters:\n  - ${filter}\n` } });
    const mine = await as(VIEWER);
    const opens = async () => {
      const { text } = await mine.get(`/console/person?name=${encodeURIComponent(ADA)}`);
      return text.slice(text.indexOf('What the values open'), text.indexOf('<h2>History'));
    };
    expect(await opens()).toContain('were never read');
    await usage(c);
    expect(await opens()).toMatch(/<code>emea<\/code>.*Sales.*orders.*the rows of the value/s);
    await c.call('set-user-values', { userName: ADA, values: { region: 'all' } });
    expect(await opens()).toMatch(/<code>all<\/code>.*widens.*every row/s);
  });

  test('whom Omni does not know is told so', async () => {
    const { as } = await seeded();
    const { status, text } = await (await as(VIEWER)).get('/console/person?name=nobody%40acme.example');
    expect(status).toBe(200);
    expect(text).toContain('not found');
  });

  test('is brought up to date by somebody who may act, after a look at what that does', async () => {
    const { c, as } = await seeded({ oktaOrg: true });
    const body = { reference: 'unit', label: 'Unit', type: 'string' };
    c.oktaOrg.addUser({ login: ADA, profile: {} });
    c.oktaOrg.assign(ADA, { externalId: c.omni.findUser(ADA)?.id ?? '' });
    expect((await c.call('setup-synced-attribute', body)).status).toBe(200);
    c.oktaOrg.updateProfile(ADA, { unit: 'retail' });
    const mine = await as(OPERATOR);
    const page = await mine.get(`/console/person/sync?name=${encodeURIComponent(ADA)}`);
    expect(page.text).toContain('<code>retail</code>');
    expect(c.omni.findUser(ADA)?.values.unit).toBeUndefined();
    const done = await mine.post('/console/person/sync', { token: tokenIn(page), name: ADA });
    expect(done.text).toContain('Brought up to date');
    expect(c.omni.findUser(ADA)?.values.unit).toBe('retail');
    const changes = await c.call('list-changes', { userName: ADA });
    expect(changes.body.changes[0]).toMatchObject({ by: 'console: otto@acme.example', action: 'sync-user' });
    const setup = await mine.get('/console/setup');
    expect(setup.text).toContain('user.unit');
  });
});

test('a report is started by a button and followed as a job', async () => {
  const { c, as } = await seeded();
  const mine = await as(OPERATOR);
  const token = tokenIn(await mine.get('/console/attributes'));
  const begun = await mine.post('/console/reports/coverage', { token });
  expect(begun.location).toMatch(/^\/console\/jobs\/[\w-]{36}$/);
  const jobId = begun.location.split('/').at(-1);
  await until(async () => (await c.call('get-job', { jobId })).body.status === 'done');
  expect((await mine.get('/console/attributes')).text).toContain(
    'aria-label="region: 1 own, 0 default, 0 none, 0 unknown"',
  );
  expect(await mine.post('/console/reports/everything', { token })).toMatchObject({ status: 404 });
});

describe('flow packs', () => {
  test('are all there, in one order', () => {
    const folders = readdirSync(join(packageRoot, 'connector/flows')).sort();
    expect(PACKS.map(({ name }) => name).sort()).toEqual(folders);
    for (const { steps, flows } of PACKS) expect([steps.length > 2, flows.length > 0]).toEqual([true, true]);
  });

  test('are downloaded byte for byte, and nothing else of the disk is', async () => {
    const { as } = await seeded();
    const mine = await as(VIEWER);
    const file = await mine.get('/console/packs/nightly_sync/workflow.flopack');
    expect(file.headers['content-disposition']).toBe('attachment; filename="nightly_sync-workflow.flopack"');
    expect(file.text).toBe(readFileSync(join(packageRoot, 'connector/flows/nightly_sync/workflow.flopack'), 'utf8'));
    expect(await mine.get('/console/packs/nightly_sync/nightly_sync.png')).toMatchObject({ status: 200 });
    for (const path of [
      'nightly_sync/..%2f..%2fopenapi.json',
      '..%2f/package.json',
      'cards/..%2f..%2f..%2fpackage.json',
    ])
      expect(await mine.get(`/console/packs/${path}`)).toMatchObject({ status: 404 });
  });
});

test('the values written are counted by day, also of days without any', async () => {
  const { c } = await seeded();
  await c.call('set-user-values', { userName: ADA, values: { region: 'apac' } });
  const days = await changesPerDay(c.connector.services.database, 3);
  expect(days.map(({ count }) => count)).toEqual([0, 0, 1]);
});
