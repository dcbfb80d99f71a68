import { describe, expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { quickClock } from '../support/quick-clock.ts';
import { ADA, minutesAgo, patches, pushed, row, set, started, until, worldOf } from './set-up.ts';
import { askedByJobs } from './support/job-answers.ts';

const start = useConnector();
const world = () => worldOf(start, { clock: quickClock() });
type World = Awaited<ReturnType<typeof world>>;

/** What the newest job says of Ada's values, by reference. */
async function told(c: World): Promise<Record<string, unknown>> {
  const ada = new Map([[ADA, c.omni.findUser(ADA)?.id ?? '']]);
  const asked = await askedByJobs(c.connector.services.database, new Map(), 1, ada);
  const newest = Math.max(...asked.map(({ place }) => place?.seq ?? 0));
  return Object.fromEntries(asked.filter(({ place }) => place?.seq === newest).map((one) => [one.reference, one.told]));
}

/** A row may place a value without saying so: what it superseded must not be taken for a fault of the order. */
describe('a value that a row has found in place, and tells nothing of', () => {
  const isSuperseded = async (c: World) => {
    const event = { eventId: 'e1', eventTime: minutesAgo(c, 60) };
    expect(await set(c, ADA, { region: 'older' }, event)).toMatchObject({ skippedReason: 'older-event' });
  };

  test('since another one was not applied', async () => {
    const c = await world();
    c.omni.faults.plan({ kind: 'wrong-json' }, { method: 'PATCH' });
    await pushed(c, [row(ADA, { region: 'emea', flag: 'smb' })], { verify: 'all' });
    expect(await told(c)).toEqual({ region: 'untold', flag: 'not-applied' });
    await isSuperseded(c);
  });

  test('since its undo has left another one alone', async () => {
    const c = await world();
    const { jobId } = await pushed(c, [row(ADA, { region: 'pushed', flag: 'smb' })], { verify: 'all' });
    await until(c, await started(c, 'undo-job', { jobId }), 'done');
    await set(c, ADA, { flag: 'mid' });
    const before = patches(c);
    await until(c, await started(c, 'undo-job', { jobId }), 'done');
    expect(patches(c)).toBe(before);
    expect(await told(c)).toEqual({ region: 'untold', flag: 'kept' });
    await isSuperseded(c);
  });
});
