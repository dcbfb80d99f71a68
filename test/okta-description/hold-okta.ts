import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { EXCHANGES, type Exchange } from '../../local/okta-org/exchanges.ts';
import type { OktaDescription } from './okta-description.ts';

/**
 * Holds every request that a test sends to a local Okta org, and every answer of it, against Okta's published
 * description. Runs before each file of tests; the description is loaded after the first test with a request, as most
 * files have none.
 */
let description: OktaDescription | undefined;
let exchanges: Exchange[] = [];

function listen(message: unknown): void {
  exchanges.push(structuredClone(message as Exchange));
}

async function loadDescription(): Promise<OktaDescription> {
  const { OktaDescription } = await import('./okta-description.ts');
  return new OktaDescription();
}

beforeAll(() => {
  subscribe(EXCHANGES, listen);
});
afterAll(() => {
  unsubscribe(EXCHANGES, listen);
});

afterEach(async () => {
  if (exchanges.length === 0) return;
  const held = exchanges;
  exchanges = [];
  description ??= await loadDescription();
  const found = new Set(held.flatMap((exchange) => description?.problems(exchange) ?? []));
  if (found.size > 0) throw new Error(`Not as Okta describes it:\n${[...found].join('\n')}`);
});
