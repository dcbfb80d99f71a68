import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { EXCHANGES, type Exchange } from '../../local/okta-org/exchanges.ts';
import { OktaDescription } from './okta-description.ts';

/**
 * Holds every request that a test sends to a local Okta org, and every answer of it, against Okta's published
 * description. Runs before each file of tests; the description is read when the first request comes.
 */
let description: OktaDescription | undefined;
const problems = new Set<string>();

function listen(message: unknown): void {
  description ??= new OktaDescription();
  for (const problem of description.problems(message as Exchange)) problems.add(problem);
}

beforeAll(() => {
  subscribe(EXCHANGES, listen);
});
afterAll(() => {
  unsubscribe(EXCHANGES, listen);
});

afterEach(() => {
  const found = [...problems];
  problems.clear();
  if (found.length > 0) throw new Error(`Not as Okta describes it:\n${found.join('\n')}`);
});
