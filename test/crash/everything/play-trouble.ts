import { judgeWorld } from './judge-world.ts';
import { startLoad } from './load.ts';
import { settle } from './settle.ts';
import type { World } from './world.ts';

/**
 * Lets a mixed load go on under some trouble, then come to its end without.
 *
 * @param options.comesTwice a call that was sent once may be run a second time
 * @returns what is not as it should be
 */
export async function playTrouble(
  open: () => Promise<World>,
  seed: number,
  trouble: (world: World) => Promise<unknown>,
  { comesTwice = false }: { readonly comesTwice?: boolean } = {},
): Promise<string[]> {
  const world = await open();
  try {
    await world.start();
    const load = startLoad(world, seed);
    await trouble(world);
    await settle(world, load);
    if (comesTwice) for (const key of world.record.asked.keys()) world.record.repeated.add(key);
    return await judgeWorld(world);
  } finally {
    await world.close();
  }
}
