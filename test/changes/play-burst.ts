import { expect } from '@jest/globals';
import type { ConnectorUnderTest } from '../support/connector.ts';
import { assign, held, oktaReads, workedOff, writeCount } from './set-up.ts';

/** Lets so many people be told of at once: they are read by the list, and each is written once. */
export async function playBurst(c: ConnectorUnderTest, count: number): Promise<void> {
  const people = Array.from({ length: count }, (_, at) => `p${at}@acme.example`);
  for (const person of people) assign(c, person, {});
  await workedOff(c);
  const before = { okta: oktaReads(c).length, writes: writeCount(c) };
  for (const person of people) c.oktaOrg.updateProfile(person, { regionOfUser: `r-${person}` });
  await workedOff(c);
  expect(people.map((person) => held(c, person).region)).toEqual(people.map((person) => `r-${person}`));
  expect(writeCount(c) - before.writes).toBe(count);
  // How many are told of when the reading begins depends on how fast the events come.
  expect(oktaReads(c).slice(before.okta)).toContain('GET /api/v1/apps/:app/users');
}
