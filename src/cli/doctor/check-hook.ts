import type { Settings } from '../../config/settings.ts';
import { ConnectorError } from '../../errors/connector-error.ts';
import { HOOK_EVENT_TYPES } from '../../okta/hook-delivery.ts';
import type { OktaSession } from '../../okta/okta-org.ts';
import { type Seen, Wrong } from './finding.ts';

/** What Okta answers to a service app that may not look at event hooks, which only who sets one up may. */
const isRefused = (thrown: unknown): boolean =>
  thrown instanceof ConnectorError && thrown.code === 'OKTA_ACCESS_REFUSED';

/** Whether the event hook that sends to this connector is there, verified, active and complete. @throws Wrong */
export async function checkHook(
  okta: Pick<OktaSession, 'eventHooks'>,
  { publicUrl, hookSecret }: Pick<Settings, 'publicUrl' | 'hookSecret'>,
): Promise<Seen> {
  const uri = `${publicUrl}/v1/hooks/okta`;
  const hooks = await okta.eventHooks().catch((thrown: unknown) => {
    if (isRefused(thrown)) return undefined;
    throw thrown;
  });
  const hook = hooks?.find((one) => one.uri === uri);
  if (!hookSecret) {
    if (!hook) return 'None is wanted: OKTA_HOOK_SECRET is not set.';
    throw new Wrong(
      `Okta has an event hook to ${uri}, and OKTA_HOOK_SECRET is not set: what it sends is refused.`,
      "Set OKTA_HOOK_SECRET to the text of the hook's authentication field, or remove the hook: hook remove.",
    );
  }
  if (!hooks) {
    return {
      unsure: 'Okta does not let the service app look at event hooks.',
      fix: `See in the Admin Console whether the hook to ${uri} is active and verified: Workflow > Event Hooks.`,
    };
  }
  if (!hook) {
    throw new Wrong(
      `Okta has no event hook to ${uri}.`,
      'Make it: hook create (docs/hook.md), with PUBLIC_URL as Okta reaches it.',
    );
  }
  const { status, verificationStatus, eventTypes } = hook;
  if (status !== 'ACTIVE') throw new Wrong(`The event hook is ${status}.`, 'Activate it: Workflow > Event Hooks.');
  if (verificationStatus !== 'VERIFIED') {
    throw new Wrong(
      'The event hook is not verified, so Okta sends nothing.',
      'Verify it while the connector runs: hook verify.',
    );
  }
  const missing = HOOK_EVENT_TYPES.filter((type) => !eventTypes.includes(type));
  if (missing.length === 0) return 'It is active and verified, and sends all that counts.';
  throw new Wrong(`The event hook does not send ${missing.join(', ')}.`, 'Make it anew: hook remove, hook create.');
}
