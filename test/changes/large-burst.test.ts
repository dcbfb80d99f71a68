import { test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { playBurst } from './play-burst.ts';
import { ADA, addHook, assign, hookedWorld } from './set-up.ts';

const start = useConnector();

test('a burst of 300 is read by the list, and written once for each', async () => {
  const c = await hookedWorld(start);
  assign(c, ADA, { regionOfUser: 'emea' });
  await c.oktaOrg.hooksTold();
  addHook(c);
  await playBurst(c, 300);
});
