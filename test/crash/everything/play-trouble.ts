import { judgeWorld } from './judge-world.ts';
import { type LoadOptions, startLoad } from './load.ts';
import { settle } from './settle.ts';
import type { World } from './world.ts';

/** Lets a mixed load go on under some trouble, then come to its end without. @returns what is not as it should be */
export async function playTrouble(
  open: () => Promise<World>,
  seed: number,
  trouble: (world: World) => Promise<unknown>,
  options?: LoadOptions,
): Promise<string[]> {
  const world = await open();
  try {
    await world.start();
    const load = startLoad(world, seed, options);
    await trouble(world);
    await settle(world, load);
    return await judgeWorld(world);
  } finally {
    await world.close();
  }
}
