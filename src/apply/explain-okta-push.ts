import { ConnectorError } from '../errors/connector-error.ts';
import { pushedReferences } from '../okta/omni-app-attributes.ts';
import type { ApplyContext } from './context.ts';

/** Okta must not hold up the explanation of a write to Omni. */
const OKTA_MS = 5_000;

interface Explained {
  readonly ok: boolean;
  readonly detail: string;
}

async function look({ okta, clock, omni }: LookContext, references: readonly string[]): Promise<Explained> {
  const session = okta.session(Math.min(omni.deadline, clock.now() + OKTA_MS));
  const pushed = pushedReferences(await session.appSchema(), await session.mapping());
  const both = pushed.filter(({ reference }) => references.includes(reference));
  if (both.length === 0) return { ok: true, detail: 'Okta pushes none of these attributes by itself.' };
  const named = both.map(({ reference, expression }) => `${reference} (${expression})`).join(', ');
  return {
    ok: false,
    detail: `The Omni app in Okta pushes ${named} too: its next push of this user overwrites what is written here. Change the value in Okta with set-okta-values, or end the mapping with remove-synced-attribute.`,
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
