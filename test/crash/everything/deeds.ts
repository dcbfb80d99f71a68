import { setTimeout as delay } from 'node:timers/promises';
import { ask, deliver } from './ask.ts';
import type { AskedByCall } from './record.ts';
import { OKTAS, REFERENCES, SHARED, type World } from './world.ts';

/** One who does things, with chances of their own. */
export interface Actor {
  readonly world: World;
  readonly random: () => number;
  /** A value that nobody has asked for yet. */
  readonly fresh: () => string;
}

export type Deed = (actor: Actor) => Promise<unknown>;

const MINUTE_MS = 60_000;

export function pick<T>(random: () => number, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
}

const idOf = ({ world }: Actor, userName: string): string => world.omni.findUser(userName)?.id ?? '';

/** Values of one user: of one reference or of both; now and then one is cleared. */
function someValues({ random, fresh }: Actor, clears: boolean): Record<string, string | null> {
  const references = random() < 0.3 ? REFERENCES : [pick(random, REFERENCES)];
  return Object.fromEntries(
    references.map((reference) => [reference, clears && random() < 0.1 ? null : `${reference}-${fresh()}`]),
  );
}

const askedFor = (actor: Actor, userName: string, values: Record<string, string | null>) =>
  Object.entries(values).map(([reference, value]) => ({
    user: idOf(actor, userName),
    reference,
    value: value === null ? [] : [value],
  }));

const setValues: Deed = (actor) => {
  const userName = pick(actor.random, SHARED);
  const values = someValues(actor, true);
  return ask(actor.world, 'set-user-values', { userName, values }, askedFor(actor, userName, values));
};

/** An event of the last minute, now and then delivered twice. */
const event: Deed = async (actor) => {
  const { random, world, fresh } = actor;
  const userName = pick(random, SHARED);
  const values = someValues(actor, false);
  const eventTime = Math.floor(Date.now() - random() * MINUTE_MS);
  const eventId = `event-${fresh()}`;
  const body = { userName, values, eventId, eventTime: new Date(eventTime).toISOString() };
  const asked: Partial<AskedByCall>[] = askedFor(actor, userName, values).map((one) => ({
    ...one,
    eventId,
    eventTime,
  }));
  const times = random() < 0.3 ? 2 : 1;
  await Promise.all(Array.from({ length: times }, () => ask(world, 'set-user-values', body, asked as never)));
};

const clear: Deed = (actor) => {
  const userName = pick(actor.random, SHARED);
  const reference = pick(actor.random, REFERENCES);
  return ask(
    actor.world,
    'clear-user-values',
    { userName, references: [reference] },
    askedFor(actor, userName, { [reference]: null }),
  );
};

const someRows = (actor: Actor): object[] => {
  const { random } = actor;
  const from = Math.floor(random() * SHARED.length);
  const count = 2 + Math.floor(random() * 4);
  const users = Array.from({ length: count }, (_, i) => SHARED[(from + i) % SHARED.length] ?? '');
  const nobody = random() < 0.3 ? ['nobody@acme.example'] : [];
  return [...users, ...nobody].map((userName) => ({ userName, values: someValues(actor, true) }));
};

const BOUNDS = { maxClearedShare: 1, maxClearedValues: 1_000 } as const;

const push: Deed = async (actor) => {
  const { random, world } = actor;
  const mode = pick(random, ['job', 'auto']);
  const verify = pick(random, ['all', 'sample', 'none']);
  const answer = await ask(world, 'push-users', { rows: someRows(actor), mode, verify, ...BOUNDS });
  if (random() < 0.15 && answer?.body?.jobId) await ask(world, 'cancel-job', { jobId: answer.body.jobId });
};

/** A push that the guard holds, and somebody decides about. */
const heldPush: Deed = async (actor) => {
  const { random, world } = actor;
  const answer = await ask(world, 'push-users', { rows: someRows(actor), mode: 'job', maxChangedUsers: 0, ...BOUNDS });
  const jobId = answer?.body?.jobId;
  if (!jobId) return;
  await delay(random() * 1_500);
  await ask(world, random() < 0.7 ? 'approve-job' : 'cancel-job', { jobId });
};

const plan: Deed = async (actor) => {
  const { world } = actor;
  const planned = await ask(world, 'plan-push', { rows: someRows(actor), ...BOUNDS });
  const { planId, planHash } = planned?.body ?? {};
  if (planned?.status === 200 && planHash) await ask(world, 'apply-plan', { planId, planHash });
};

/** What has been done is done again, or taken back. */
const again =
  (action: 'undo-job' | 'retry-job' | 'cancel-job'): Deed =>
  async ({ random, world }) => {
    const jobs = [...world.record.jobs];
    if (jobs.length > 0) await ask(world, action, { jobId: pick(random, jobs) });
  };

/** Okta says something else of somebody from now on, and tells of it, or waits until somebody asks. */
const okta: Deed = async (actor) => {
  const { random, world, fresh } = actor;
  const userName = pick(random, [...SHARED, ...OKTAS, ...OKTAS, ...OKTAS]);
  const value = `okta-${fresh()}`;
  const said = { step: world.record.step(), value, isTold: false };
  world.record.inOkta.get(idOf(actor, userName))?.push(said);
  world.org.updateProfile(userName, { regionOfUser: value });
  if (random() < 0.7) said.isTold = await deliver(world, world.org.user(userName).id);
  else if (OKTAS.includes(userName)) {
    const answer = await ask(world, 'sync-user', { userName, references: ['region'] });
    said.isTold = answer?.status === 200 && answer.body.verified === true;
  }
};

const sync: Deed = ({ world }) =>
  ask(world, 'sync-from-okta', { references: ['region'], mode: 'job', clearLeftovers: false });

/** What callers and Okta do, by how often. */
const SHARES: readonly (readonly [share: number, deed: Deed])[] = [
  [6, setValues],
  [1, clear],
  [4, push],
  [1, heldPush],
  [2, plan],
  [1, again('undo-job')],
  [1, again('retry-job')],
  [0.5, again('cancel-job')],
  [4, event],
  [4, okta],
  [1, sync],
];

const WHOLE = SHARES.reduce((sum, [share]) => sum + share, 0);

/** Does something, whatever comes. */
export const doSomething: Deed = async (actor) => {
  let left = actor.random() * WHOLE;
  const [, deed] = SHARES.find(([share]) => {
    left -= share;
    return left <= 0;
  }) ?? [0, setValues];
  await deed(actor);
};
