import type { TestRun } from './global-setup.ts';

/** Stops the server of the run and removes its files. */
export default async function stopServer(): Promise<void> {
  await (globalThis as TestRun).testServer?.stop();
}
