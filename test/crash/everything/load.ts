import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../../support/seeded-random.ts';
import { type Actor, type Deed, doSomething } from './deeds.ts';
import { define, writeOkta } from './definitions.ts';
import type { World } from './world.ts';

/** So many do things at once, beside one who works on definitions and one on Okta. */
const CALLERS = 5;
/** Until the same one does something again, at most. */
const REST_MS = 60;
/** Who has waited so long for an answer begins something else beside it, up to so many. */
const PATIENCE_MS = 1_000;
const MOST_OPEN = 30;

/** A mixed load of everything that writes. */
export interface Load {
  /** How many things were done. */
  readonly done: number;
  /** Lets what has begun come to its end, and begins nothing more. */
  end(): Promise<void>;
}

/** Begins a load that the seed brings back, as far as timing can. @param restMs how long anybody rests at most */
export function startLoad(world: World, seed: number, restMs = REST_MS): Load {
  let isOver = false;
  let done = 0;
  let values = 0;
  const fresh = (): string => {
    values += 1;
    return `${values}`;
  };
  const open = new Set<Promise<unknown>>();
  const beside = (deed: Deed) => async (actor: Actor) => {
    const doing = deed(actor).finally(() => open.delete(doing));
    open.add(doing);
    if (open.size > MOST_OPEN) await Promise.race(open);
    else await Promise.race([doing, delay(PATIENCE_MS)]);
  };
  async function act(number: number, deed: Deed): Promise<void> {
    const random = seededRandom(seed * 31 + number * 7_919 + 1);
    // Seeds that follow each other begin alike.
    for (let i = 0; i < 8; i += 1) random();
    while (!isOver) {
      await deed({ world, random, fresh });
      done += 1;
      await delay(random() * restMs);
    }
  }
  const deeds = [...Array.from({ length: CALLERS }, () => beside(doSomething)), define, writeOkta];
  const acting = deeds.map((deed, number) => act(number, deed));
  return {
    get done() {
      return done;
    },
    async end() {
      isOver = true;
      await Promise.all(acting);
      await Promise.all(open);
    },
  };
}
