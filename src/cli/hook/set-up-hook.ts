import type { Settings } from '../../config/settings.ts';
import { ConnectorError } from '../../errors/connector-error.ts';
import type { OktaEventHook } from '../../okta/event-hooks.ts';
import { HOOK_EVENT_TYPES } from '../../okta/hook-delivery.ts';
import type { OktaSession } from '../../okta/okta-org.ts';
import { oktaToAsk } from '../one-off-clients.ts';
import { say } from '../push/terminal.ts';
import { readEnvironment } from '../read-environment.ts';

/** What can be done about the hook. */
export type HookStep = 'create' | 'verify' | 'remove';

/** What is done, in words, and the work itself; without work there is nothing to do. */
interface HookPlan {
  readonly says: string;
  readonly work?: () => Promise<string>;
}

const SCOPE = 'It needs the scope okta.eventHooks.manage.';
const REFUSED =
  'For event hooks the service app needs the scopes okta.eventHooks.read and okta.eventHooks.manage and an admin role with the permissions okta.eventhooks.read and okta.eventhooks.manage, which only Super Administrator has by itself; before its release of May 2026 Okta lets no service app manage them. docs/hook.md shows how to make the hook by hand.';

/** The hook that is meant: the one that sends to this connector. */
interface Target {
  readonly okta: OktaSession;
  readonly oktaUri: string;
  readonly secret: string;
  readonly hook: OktaEventHook | undefined;
}

async function verify({ okta, oktaUri }: Target, { id }: OktaEventHook): Promise<string> {
  try {
    await okta.verifyEventHook(id);
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError) || thrown.code !== 'OKTA_REFUSED') throw thrown;
    throw new Error(
      `Okta could not verify the event hook: ${thrown.message} The connector has to run, with OKTA_HOOK_SECRET, and Okta has to reach ${oktaUri}. Then repeat: hook verify --yes`,
    );
  }
  return 'Okta has verified it: changes arrive from now on, within some minutes.';
}

function create(target: Target): HookPlan {
  const { okta, oktaUri, secret, hook } = target;
  if (hook) {
    const missing = HOOK_EVENT_TYPES.filter((type) => !hook.eventTypes.includes(type));
    const lacks =
      missing.length === 0 ? '' : ` It does not send ${missing.join(', ')}: remove it, then create it again.`;
    return {
      says: `There is an event hook to ${oktaUri}: ${hook.name}, ${hook.status}, ${hook.verificationStatus}.${lacks}`,
    };
  }
  const types = HOOK_EVENT_TYPES.map((type) => `  ${type}`).join('\n');
  return {
    says: `Create an event hook in Okta that sends to ${oktaUri}, with OKTA_HOOK_SECRET as its Authorization header, these events:\n${types}\nThen have it verified. ${SCOPE}`,
    work: async () => await verify(target, await okta.createEventHook(oktaUri, secret)),
  };
}

const noHook = ({ oktaUri }: Target): HookPlan => ({ says: `There is no event hook to ${oktaUri}.` });

function plan(step: HookStep, target: Target): HookPlan {
  const { okta, oktaUri, hook } = target;
  if (step === 'create') return create(target);
  if (!hook) return noHook(target);
  if (step === 'verify') {
    return { says: `Have Okta verify the event hook to ${oktaUri}. ${SCOPE}`, work: () => verify(target, hook) };
  }
  const remove = async (): Promise<string> => {
    await okta.removeEventHook(hook.id);
    return 'It is deleted: changes no longer arrive by themselves.';
  };
  return { says: `Deactivate and delete the event hook to ${oktaUri}. ${SCOPE}`, work: remove };
}

async function targetOf(settings: Settings): Promise<Target> {
  const { publicUrl, hookSecret } = settings;
  if (!hookSecret) throw new Error('Set OKTA_HOOK_SECRET, or OKTA_HOOK_SECRET_FILE: openssl rand -hex 32 makes one.');
  const okta = oktaToAsk(settings);
  const given = { okta, oktaUri: `${publicUrl}/v1/hooks/okta`, secret: hookSecret.reveal() };
  const hook = (await okta.eventHooks()).find(({ uri }) => uri === given.oktaUri);
  return { ...given, hook };
}

/** Says what is to be done about the event hook of this connector, and does it where that is wanted. */
export async function setUpHook(environment: NodeJS.ProcessEnv, step: HookStep, isWanted: boolean): Promise<void> {
  try {
    const { says, work } = plan(step, await targetOf(readEnvironment(environment)));
    say(says);
    if (!work) return;
    say(isWanted ? await work() : 'Nothing was changed: repeat with --yes to do it.');
  } catch (thrown) {
    if (thrown instanceof ConnectorError && thrown.code === 'OKTA_ACCESS_REFUSED')
      throw new Error(`${thrown.message} ${REFUSED}`);
    throw thrown;
  }
}
