import { ConnectorError } from '../errors/connector-error.ts';
import { type MappedReference, mappedReferences, readsGroups, STALE_GROUPS } from '../okta/omni-app-attributes.ts';
import { readProvisioning } from '../okta/provisioning.ts';
import type { ApplyContext } from './context.ts';

/** Okta must not hold up the explanation of a write to Omni. */
const OKTA_MS = 5_000;

interface Explained {
  readonly ok: boolean;
  readonly detail: string;
}

/** What is to be known of mappings that ask for group memberships. */
function toldOfGroups(mapped: readonly MappedReference[]): string {
  const stale = mapped.filter(({ expression }) => readsGroups(expression)).map(({ reference }) => reference);
  return stale.length > 0 ? ` Of ${stale.join(', ')}: ${STALE_GROUPS}` : '';
}

async function look({ okta, clock, omni }: LookContext, references: readonly string[]): Promise<Explained> {
  const session = okta.session(Math.min(omni.deadline, clock.now() + OKTA_MS));
  const all = mappedReferences(await session.appSchema(), await session.mapping());
  const mapped = all.filter(({ reference }) => references.includes(reference));
  const groups = toldOfGroups(mapped);
  const pushed = mapped.filter(({ pushStatus }) => pushStatus === 'PUSH');
  if (pushed.length === 0) return { ok: true, detail: `Okta pushes none of these attributes by itself.${groups}` };
  const named = pushed.map(({ reference, expression }) => `${reference} (${expression})`).join(', ');
  const { updatesUsers, detail } = await readProvisioning(session);
  if (updatesUsers === false) {
    return { ok: true, detail: `The Omni app in Okta maps ${named} and pushes nothing of it now. ${detail}${groups}` };
  }
  return {
    ok: false,
    detail: `The Omni app in Okta pushes ${named} too: its next push of this user overwrites what is written here. Change the value in Okta with set-okta-values, or end the mapping with remove-synced-attribute.${groups}`,
  };
}

type LookContext = Pick<ApplyContext, 'okta' | 'clock' | 'omni'>;

/** Whether Okta pushes these references by itself, so that two writers would fight over them. */
export async function explainOktaPush(context: LookContext, references: readonly string[]): Promise<Explained> {
  if (!context.okta.isConfigured) {
    return { ok: true, detail: 'Not looked: the Okta Management API is not set up for this connector.' };
  }
  try {
    return await look(context, references);
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError)) throw thrown;
    return { ok: true, detail: `Not known: ${thrown.message}` };
  }
}
