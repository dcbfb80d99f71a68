import { heldValues } from './held-values.ts';
import type { Promised } from './promises.ts';
import type { Sandbox } from './start-sandbox.ts';
import { waitForValue } from './wait-for-value.ts';

const USER = 'controller.01@acme.example';

/** Lets the local Okta tell the connector of a change: nobody calls, and the value comes to Omni. */
export async function demoHook(
  { omni, oktaOrg, connector, addHook }: Sandbox,
  reference: string,
  say: (text: string) => unknown,
): Promise<Promised[]> {
  say(`\n13. Okta's event hook: ${USER} gets another ${reference} in Okta, and nobody calls anything`);
  addHook();
  const before = heldValues(omni).get(USER)?.[reference]?.join() ?? '';
  oktaOrg.updateProfile(USER, { [reference]: 'legal' });
  const { clock } = connector.services;
  const { held, seconds } = await waitForValue({ omni, clock }, { userName: USER, reference, value: 'legal' });
  say(`${USER}: ${reference} "${before}" -> "${held}" in Omni, ${seconds} s after the change in Okta`);
  return [
    {
      promise: 'What changes in Okta comes to Omni by itself.',
      kept: before !== 'legal' && held === 'legal',
      found: `${before}, then ${held}`,
    },
  ];
}
