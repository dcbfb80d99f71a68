import type { Page } from 'playwright-core';

/** Opens the console of a sandbox, and chooses who one is on the page of the local Okta. */
export async function signInAs(page: Page, consoleUrl: string, displayName: string): Promise<void> {
  await page.goto(consoleUrl);
  await page.getByRole('button', { name: displayName, exact: true }).click();
  await page.waitForURL(`${consoleUrl}**`);
}
