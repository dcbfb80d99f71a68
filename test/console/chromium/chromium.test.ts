import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createLog } from '../../../src/base/log.ts';
import { SAMPLE_POLICY, type Sandbox, startSandbox } from '../../../src/cli/sandbox/start-sandbox.ts';
import { openChromium } from '../../../tools/console/chromium.ts';
import { callSandbox, pushJob } from '../../../tools/console/sandbox-work.ts';
import { signInAs } from '../../../tools/console/sign-in.ts';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const USER = 'analyst.01@acme.example';

let sandbox: Sandbox;
let browser: Browser;
let consoleUrl: string;
/** What the browser complains of: scripts that fail, and what the content security policy refuses. */
let complaints: string[] = [];

beforeAll(async () => {
  browser = await openChromium();
  sandbox = await startSandbox({
    port: 0,
    switches: {},
    requestsPerMinute: 600,
    log: createLog('silent'),
    policy: SAMPLE_POLICY,
  });
  consoleUrl = `${sandbox.connector.url}/console`;
  await callSandbox(sandbox, 'ensure-attribute', { reference: 'region', label: 'Region', type: 'string' });
});
afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});
afterEach(() => {
  expect(complaints).toEqual([]);
  complaints = [];
});

async function as(displayName: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
  const page = await browser.newPage(options);
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // The page of the local Okta is another origin, and has no icon.
    const isOurs = message.location().url.startsWith(sandbox.connector.url);
    if (message.type() === 'error' && isOurs) complaints.push(message.text());
  });
  await signInAs(page, consoleUrl, displayName);
  return page;
}

const statusOf = (page: Page) => page.locator('#job .state').first();

/** What axe finds wrong with a page: rules and elements. */
async function wrongWith(page: Page): Promise<unknown[]> {
  await page.evaluate(AXE);
  return await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html) })))`);
}

test('a job is watched while it goes on, without loading the page again', async () => {
  const page = await as('An auditor');
  const jobId = await pushJob(sandbox, { reference: 'region', value: 'emea', count: 40 });
  await page.goto(`${consoleUrl}/jobs/${jobId}`);
  await page.evaluate('document.documentElement.dataset.loaded = "once"');
  await statusOf(page).filter({ hasText: 'done' }).waitFor({ timeout: 240_000 });
  // What came of it took the place of the page's middle.
  await page.locator('tbody tr').first().filter({ hasText: 'changed' }).waitFor();
  expect(await page.evaluate('document.documentElement.dataset.loaded')).toBe('once');
  expect(await page.getByRole('link', { name: 'Undo …' }).count()).toBe(0);
  await page.close();
});

test('a job that waits is looked at, approved, and undone again', async () => {
  const page = await as('An operator');
  const jobId = await pushJob(sandbox, { reference: 'region', value: 'apac', count: 3, maxChangedUsers: 0 });
  await page.goto(`${consoleUrl}/jobs/${jobId}`);
  await statusOf(page).filter({ hasText: 'needs-approval' }).waitFor({ timeout: 240_000 });
  await page.getByRole('link', { name: 'Approve …' }).click();
  await page.getByRole('heading', { level: 1, name: /^Approve: job/ }).waitFor();
  expect(await page.getByRole('table', { name: 'By attribute' }).textContent()).toMatch(/region\s*3\s*emea\s*apac/);
  await page.getByRole('button', { name: 'Approve' }).click();
  await statusOf(page).filter({ hasText: 'done' }).waitFor({ timeout: 240_000 });
  await page.getByRole('link', { name: 'Undo …' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForURL((url) => url.pathname.startsWith('/console/jobs/') && !url.pathname.includes(jobId));
  await statusOf(page).filter({ hasText: 'done' }).waitFor({ timeout: 240_000 });
  expect(sandbox.omni.findUser(USER)?.values.region).toBe('emea');
  await page.close();
});

test('a person is explained, by the keyboard alone', async () => {
  const page = await as('An auditor');
  await page.goto(`${consoleUrl}/person`);
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type(USER);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: USER }).waitFor();
  expect(await page.locator('.steps li').count()).toBeGreaterThan(3);
  expect(await page.locator('.timeline').textContent()).toContain('region');
  await page.close();
});

test('a pack is downloaded', async () => {
  const page = await as('An auditor');
  await page.getByRole('link', { name: 'Flow packs' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the pack' }).first().click(),
  ]);
  expect(download.suggestedFilename()).toBe('connection_test-workflow.flopack');
  await page.close();
});

const PAGES = [
  '',
  '/jobs',
  '/person',
  `/person?name=${encodeURIComponent(USER)}`,
  '/attributes',
  '/changes',
  '/policy',
  '/setup',
  '/packs',
  '/packs/nightly_sync',
  '/signed-out',
];

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test('axe finds nothing wrong with any page', async () => {
    const page = await as('An operator', { colorScheme });
    await page.goto(`${consoleUrl}/jobs`);
    const job = await page.locator('tbody th a').first().getAttribute('href');
    const found: unknown[] = [];
    for (const path of [...PAGES, `${job}`.replace('/console', ''), `${job}/undo`.replace('/console', '')]) {
      await page.goto(consoleUrl + path);
      for (const one of await wrongWith(page)) found.push({ path, one });
    }
    expect(found).toEqual([]);
    await page.close();
  });
});

test('on a phone no page is wider than the screen', async () => {
  const page = await as('An operator', { viewport: { width: 375, height: 700 } });
  for (const path of PAGES) {
    await page.goto(consoleUrl + path);
    expect({ path, wide: await page.evaluate('document.documentElement.scrollWidth > innerWidth') }).toEqual({
      path,
      wide: false,
    });
  }
  await page.close();
});

test('who signs out is out', async () => {
  const page = await as('An auditor');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Signed out' }).waitFor();
  await page.goto(consoleUrl);
  await page.getByRole('heading', { name: 'Local Okta' }).waitFor();
  await page.close();
});
