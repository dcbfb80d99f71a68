import { setTimeout as delay } from 'node:timers/promises';
import { pick } from './deeds.ts';
import type { World } from './world.ts';

/** When a process is killed. */
export type Moment =
  | 'before a statement'
  | 'after a statement'
  | 'while it starts'
  | 'before a request has its effect'
  | 'before a request has its effect, which it has later'
  | 'before a request is answered'
  | 'after a request is answered'
  | 'before a request to Okta is answered'
  | 'at any time';

const MOMENTS: readonly Moment[] = [
  'before a statement',
  'after a statement',
  'after a statement',
  'while it starts',
  'before a request has its effect',
  'before a request has its effect, which it has later',
  'before a request is answered',
  'before a request is answered',
  'after a request is answered',
  'before a request to Okta is answered',
  'at any time',
  'at any time',
];

/** A moment that does not come by then is one at any time. */
const LIFE_MS = 6_000;
const MOST_STATEMENTS = 250;
const MOST_REQUESTS = 25;
const MOST_OKTA_REQUESTS = 6;
/** How late the request of a dead process may have its effect. */
const MOST_LATE_MS = 3_000;

/** Lets the `count`th request to a double be the last one. @param method of the requests that count; left out: any */
function killAtRequest(world: World, moment: Moment, random: () => number, count: number): void {
  const { watches, omni } = world;
  const method = random() < 0.6 ? 'PATCH' : undefined;
  let left = count;
  let isLast = false;
  const kill = () => void world.kill();
  const arrived = (request: { method?: string | undefined; url?: string | undefined }): boolean => {
    if (method && request.method !== method) return true;
    left -= 1;
    if (left !== 0) return true;
    isLast = true;
    if (moment === 'before a request has its effect') kill();
    if (moment === 'before a request has its effect, which it has later') {
      // Only what has come whole can have an effect.
      const until = delay(20)
        .then(kill)
        .then(() => delay(random() * MOST_LATE_MS));
      omni.faults.plan(
        { kind: 'held', until },
        { method: request.method ?? '', path: request.url?.split('?')[0] ?? '' },
      );
    }
    return moment !== 'before a request has its effect';
  };
  const done = (): boolean => {
    if (!isLast || !moment.endsWith('is answered') || moment.startsWith('after')) return true;
    kill();
    return false;
  };
  const answered = (): void => {
    if (isLast && moment.startsWith('after')) kill();
  };
  watches[moment.includes('Okta') ? 'okta' : 'omni'] = { arrived, done, answered };
}

/** Prepares the end of a process that has started. */
function arm(world: World, moment: Moment, random: () => number): void {
  const some = (most: number): number => 1 + Math.floor(random() * most);
  if (moment.endsWith('a statement')) {
    const when = moment.startsWith('before') ? 'before' : 'after';
    world.connector?.tell({ dieAt: { when, statement: some(MOST_STATEMENTS) } });
  } else if (moment === 'at any time') void delay(random() * LIFE_MS * 0.5).then(() => world.kill());
  else killAtRequest(world, moment, random, some(moment.includes('Okta') ? MOST_OKTA_REQUESTS : MOST_REQUESTS));
}

/** Lives once, and is killed. @returns when */
export async function liveOnce(world: World, random: () => number): Promise<Moment> {
  const moment = pick(random, MOMENTS);
  world.watches.omni = {};
  world.watches.okta = {};
  if (moment === 'while it starts') {
    const at = `${random() < 0.5 ? 'before' : 'after'}:${1 + Math.floor(random() * 60)}`;
    const isUp = await world.start({ TROUBLE_DIE_AT: at }).then(
      () => true,
      () => false,
    );
    if (!isUp) return moment;
  } else await world.start();
  arm(world, moment, random);
  const { connector } = world;
  const isGone = await Promise.race([connector?.gone.then(() => true), delay(LIFE_MS, false)]);
  if (!isGone) await world.kill();
  return isGone ? moment : 'at any time';
}
