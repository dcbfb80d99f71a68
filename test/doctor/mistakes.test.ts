import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Finding } from '../../src/cli/doctor/finding.ts';
import { diagnose, type Report } from '../../src/cli/doctor.ts';
import { partOf } from '../support/part-of.ts';
import { MISTAKES, type Mistake } from './mistakes.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const notOk = ({ findings }: Report): Finding[] => findings.filter(({ state }) => state !== 'ok');

// In part: one mistake of each part of the world.
const places = MISTAKES.map(([, { at }]) => ({ at }));
const chosen = partOf(places);
const played = MISTAKES.filter((_, index) => chosen.includes(places[index] ?? { at: '' }));

test('with everything in order there is nothing to say', async () => {
  expect(MISTAKES.length).toBeGreaterThanOrEqual(40);
  const report = await diagnose(world.environment);
  expect(notOk(report)).toEqual([]);
  expect(report).toMatchObject({ ok: true });
});

test.each<readonly [string, Mistake]>(played)('%s: found, named, and content once it is mended', async (_, mistake) => {
  const { environment, clock, mend } = await mistake.make(world);
  const broken = { ...world.environment, ...environment };
  const report = await diagnose(broken, clock);
  const found = report.findings.find(({ check }) => check === mistake.check);
  await mend?.();
  expect(found).toMatchObject({
    state: mistake.state ?? 'wrong',
    found: expect.stringMatching(mistake.says),
    fix: expect.stringMatching(mistake.fix),
  });
  expect(report.ok).toBe(mistake.state === 'unsure');
  // No secret is told, whichever way it goes wrong.
  const told = JSON.stringify(report);
  for (const secret of ['OMNI_API_KEYS', 'CONNECTOR_CLIENT_SECRET', 'OKTA_HOOK_SECRET'] as const) {
    const text = broken[secret];
    if (text) expect(told).not.toContain(text);
  }
  expect(notOk(await diagnose(world.environment))).toEqual([]);
});
