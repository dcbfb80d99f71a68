import { applyPolicy } from '../policy/apply.ts';
import { followPolicy } from '../policy/open-policy.ts';
import { planPolicy } from '../policy/plan-policy.ts';
import { showPlan } from '../policy/show-plan.ts';
import type { Engine } from '../push/call-action.ts';
import { type HeldValues, heldValues } from './held-values.ts';
import type { Promised } from './promises.ts';
import { READERS } from './sample-org.ts';
import { SAMPLE_POLICY, type Sandbox } from './start-sandbox.ts';
import { waitForValue } from './wait-for-value.ts';

const USER = 'planner.01@acme.example';
const REFERENCE = 'can_see_pii';

const holders = (held: HeldValues, value: string): number =>
  [...held.values()].filter((values) => values[REFERENCE]?.join() === value).length;

/** Plans samples/policy.yaml and applies just what the plan shows. */
async function planAndApply({ omni }: Sandbox, engine: Engine, say: (text: string) => unknown): Promise<Promised[]> {
  say('\n12. samples/policy.yaml, as code: what it would change, and just that applied');
  const opened = followPolicy({}, SAMPLE_POLICY);
  const before = heldValues(omni);
  const { plan } = await planPolicy(engine.call, opened, say);
  say(showPlan(plan));
  const planned = holders(heldValues(omni), 'false');
  await applyPolicy(engine, opened, { planHash: plan.planHash });
  const held = heldValues(omni);
  const gains = plan.people.filter(({ reference }) => reference === REFERENCE).length;
  return [
    {
      promise: "A policy's plan writes nothing; applied, Omni holds what it showed.",
      kept: gains > 0 && planned === 0 && holders(held, 'false') === gains && held.size === before.size,
      found: `${gains} values shown, ${holders(held, 'false')} held`,
    },
  ];
}

/** Lets somebody join a group in the local Okta, and leave it: the value follows. */
async function changeGroup({ omni, oktaOrg, connector }: Sandbox, say: (text: string) => unknown): Promise<Promised[]> {
  const { clock } = connector.services;
  say(`\n14. ${USER} joins the group ${READERS} in Okta, and leaves it again; nobody calls anything`);
  const wait = (value: string) => waitForValue({ omni, clock }, { userName: USER, reference: REFERENCE, value });
  oktaOrg.addToGroup(READERS, USER);
  const joined = await wait('true');
  say(`${USER}: ${REFERENCE} is "${joined.held}" in Omni, ${joined.seconds} s after the group changed in Okta`);
  oktaOrg.removeFromGroup(READERS, USER);
  const left = await wait('false');
  say(`${USER}: ${REFERENCE} is "${left.held}" in Omni, ${left.seconds} s after the group changed in Okta`);
  return [
    {
      promise: 'Who joins a group in Okta has its value in Omni, and who leaves it no longer has.',
      kept: joined.held === 'true' && left.held === 'false',
      found: `${joined.held}, then ${left.held}`,
    },
  ];
}

/** The two parts of the demo that are about the policy; the event hook is set up between them. */
export const demoPolicy = { planAndApply, changeGroup };
