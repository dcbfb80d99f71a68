import { HOOK_EVENT_TYPES } from '../../src/okta/hook-delivery.ts';
import type { Job } from '../../src/schema/types.ts';
import type { ConnectorUnderTest, StartOptions } from '../support/connector.ts';
import { type FastClock, fastClock } from '../support/fast-clock.ts';
import { until as eventually } from '../support/until.ts';
import { worldOf } from '../sync/set-up.ts';

export { sync } from '../policy/set-up.ts';
export { ADA, assign, BEN, CLEO, held, writeCount } from '../sync/set-up.ts';
export { eventually };

export const SECRET = 'planted-hook-secret';
const HOOK_PATH = '/v1/hooks/okta';

/** Lets the local org tell the connector what happens in it. */
export const addHook = (c: ConnectorUnderTest): unknown =>
  c.oktaOrg.addEventHook(`${c.connector.url}${HOOK_PATH}`, SECRET, HOOK_EVENT_TYPES);

/** The connector with the hook; as soon as `hook` is called, what happens in the local org arrives. */
export async function hookedWorld(
  start: (options?: StartOptions) => Promise<ConnectorUnderTest>,
  { environment = {}, oktaOrg = {}, ...options }: StartOptions = {},
): Promise<ConnectorUnderTest> {
  // A slow machine answers late, which is no reason to lose an event.
  const org = oktaOrg === true || 'app' in oktaOrg ? oktaOrg : { hookTimeoutMs: 600_000, ...oktaOrg };
  const clock = options.clock ?? fastClock(30);
  const all = { OKTA_HOOK_SECRET: SECRET, ...environment };
  return await worldOf(start, { ...options, clock, oktaOrg: org, environment: all });
}

/** The jobs that were made of what the hook has told, the latest first. */
export async function changesJobs(c: ConnectorUnderTest): Promise<Job[]> {
  const { body } = await c.call('list-jobs', { limit: 100 });
  return body.jobs.filter(({ kind }: Job) => kind === 'changes');
}

export const hints = ({ connector }: ConnectorUnderTest) =>
  connector.services.database.query<{ id: string; firstMissingAt: number | null; dueAt: number }>(
    'SELECT okta_id AS id, first_missing_at AS "firstMissingAt", due_at AS "dueAt" FROM connector.okta_hints ORDER BY 1',
  );

/** Waits until everything that has happened in the org has had its effect. */
export async function workedOff(c: ConnectorUnderTest): Promise<void> {
  await c.oktaOrg.hooksTold();
  await eventually(async () => (await hints(c)).length === 0);
}

/** Requests to Okta, in short. */
export const oktaReads = (c: ConnectorUnderTest): string[] =>
  c.oktaOrg.log.all
    .filter(({ path }) => path.startsWith('/api/'))
    .map(({ method, path }) => `${method} ${path.replace(/00u\w+/, ':user').replace(c.oktaOrg.appId, ':app')}`);

/** Lets so much time pass at once. */
export const leap = ({ connector }: ConnectorUnderTest, ms: number): void =>
  (connector.services.clock as FastClock).leap(ms);

/**
 * Lets so much time pass, or more until the next of the hints is due, unless something is to be done now: on a slow
 * machine, a day would else pass during a try.
 */
export async function leapWhenIdle(c: ConnectorUnderTest, ms: number): Promise<void> {
  const { clock, database } = c.connector.services;
  const [next = 0] = (await hints(c)).map(({ dueAt }) => dueAt).toSorted((one, other) => one - other);
  if (next !== 0 && next <= clock.now()) return;
  const open = await database.query(`SELECT FROM connector.jobs WHERE kind = 'changes' AND finished_at IS NULL`);
  if (open.length === 0) leap(c, Math.max(ms, next - clock.now()));
}
