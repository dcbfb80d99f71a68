import { heldValues } from './held-values.ts';
import type { Promised } from './promises.ts';
import type { Sandbox } from './start-sandbox.ts';

const USER = 'controller.01@acme.example';
const LOOK_EVERY_MS = 100;
const LOOKS = 300;

/** Lets the local Okta tell the connector of a change: nobody calls, and the value comes to Omni. */
export async function demoHook(
  { omni, oktaOrg, connector, addHook }: Sandbox,
  reference: string,
  say: (text: string) => unknown,
): Promise<Promised[]> {
  const { clock } = connector.services;
  const held = () => heldValues(omni).get(USER)?.[reference]?.join() ?? '';
  say(`\n12. Okta's event hook: ${USER} gets another ${reference} in Okta, and nobody calls anything`);
  addHook();
  const before = held();
  const begun = clock.now();
  oktaOrg.updateProfile(USER, { [reference]: 'legal' });
  for (let looks = 0; looks < LOOKS && held() !== 'legal'; looks += 1) await clock.sleep(LOOK_EVERY_MS);
  const seconds = ((clock.now() - begun) / 1_000).toFixed(1);
  say(`${USER}: ${reference} "${before}" -> "${held()}" in Omni, ${seconds} s after the change in Okta`);
  return [
    {
      promise: 'What changes in Okta comes to Omni by itself.',
      kept: before !== 'legal' && held() === 'legal',
      found: `${before}, then ${held()}`,
    },
  ];
}
