import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createLog } from '../src/base/log.ts';
import { packageRoot } from '../src/base/package-root.ts';
import { SAMPLE_POLICY, startSandbox } from '../src/cli/sandbox/start-sandbox.ts';
import { openChromium } from './console/chromium.ts';
import { callSandbox, pushJob } from './console/sandbox-work.ts';
import { signInAs } from './console/sign-in.ts';

/** `npm run screenshots`: the pictures of docs/console.md, of a sandbox with the sample users. */
const FOLDER = join(packageRoot, 'docs/images');
const SIZE = { width: 1_000, height: 640 };
const USER = 'analyst.01@acme.example';

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('load');
  writeFileSync(join(FOLDER, `console-${name}.png`), await page.screenshot());
}

mkdirSync(FOLDER, { recursive: true });
const sandbox = await startSandbox({
  port: 0,
  switches: {},
  requestsPerMinute: 600,
  log: createLog('silent'),
  policy: SAMPLE_POLICY,
});
const browser = await openChromium();
try {
  const consoleUrl = `${sandbox.connector.url}/console`;
  await callSandbox(sandbox, 'ensure-attribute', { reference: 'region', label: 'Region', type: 'string' });
  const done = await pushJob(sandbox, { reference: 'region', value: 'emea', count: 30 });
  const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light' });
  await signInAs(page, consoleUrl, 'An operator');
  await page.goto(`${consoleUrl}/jobs/${done}`);
  await page.locator('progress[value]').waitFor();
  await picture(page, 'job');
  await page.locator('#job .state', { hasText: 'done' }).first().waitFor({ timeout: 240_000 });
  const held = await pushJob(sandbox, { reference: 'region', value: 'apac', count: 12, maxChangedUsers: 5 });
  await page.goto(`${consoleUrl}/jobs/${held}`);
  await page.locator('#job .state', { hasText: 'needs-approval' }).first().waitFor({ timeout: 240_000 });
  await page.goto(consoleUrl);
  await picture(page, 'home');
  await page.goto(`${consoleUrl}/jobs/${held}/approve`);
  await picture(page, 'approve');
  await page.goto(`${consoleUrl}/person?name=${encodeURIComponent(USER)}`);
  const dark = await browser.newPage({ viewport: SIZE, colorScheme: 'dark' });
  await signInAs(dark, consoleUrl, 'An auditor');
  await dark.goto(page.url());
  await picture(dark, 'person-dark');
} finally {
  await browser.close();
  await sandbox.close();
}
