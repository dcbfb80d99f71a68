import type { ApplyContext } from '../apply/context.ts';
import { renamedUser } from '../apply/renamed-user.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { isAssigned } from '../okta/app-users.ts';
import { groupRules } from '../policy/group-rule.ts';
import type { WantedValue } from '../policy/wanted-values.ts';
import { nameShared } from '../push/name-shared.ts';
import { findPerson, notAssigned } from './find-person.ts';
import { wantsOf } from './okta-values.ts';
import { personGroups } from './person-groups.ts';
import { sourcesOf } from './sync-options.ts';
import { syncScope } from './sync-request.ts';

/** Okta must not hold up the explanation of a write to Omni. */
const OKTA_MS = 5_000;

type LookContext = Pick<ApplyContext, 'okta' | 'clock' | 'omni' | 'database' | 'policy'>;

interface Explained {
  readonly ok: boolean;
  readonly detail: string;
}

const FROM: Readonly<Record<WantedValue['from'], string>> = {
  policy: ' by the policy',
  mapping: ' in the profile of the Omni app',
  profile: ' in the Okta profile',
  none: ', so it is left alone',
};

const told = ({ reference, from, detail }: WantedValue): string => `${reference}: ${detail}${FROM[from]}`;

async function look(context: LookContext, userName: string, references: readonly string[]): Promise<Explained> {
  const okta = context.okta.session(Math.min(context.omni.deadline, context.clock.now() + OKTA_MS));
  const scope = await syncScope({ okta, policy: context.policy }, {});
  const person = await findPerson(okta, context.database, { userName });
  const { assignment, oktaUserId } = person;
  if (!assignment || !isAssigned(assignment)) {
    return { ok: true, detail: `${notAssigned(person)}, so that no sync gives them a value.` };
  }
  if (person.namesakeId !== undefined) {
    return { ok: false, detail: nameShared(person.userName, [oktaUserId, person.namesakeId]).message };
  }
  const asked = sourcesOf(scope).filter(({ reference }) => references.length === 0 || references.includes(reference));
  const groups = await personGroups(okta, groupRules(asked), oktaUserId);
  const wants = wantsOf(assignment, { ...scope, policy: asked }, groups);
  const free = references.filter((reference) => !asked.some((one) => one.reference === reference));
  const lines = [...wants.map(told), ...free.map((reference) => `${reference}: no source`)];
  return { ok: wants.every(({ want }) => want.kind !== 'unreadable'), detail: `${lines.join('; ')}.` };
}

/**
 * Where a sync takes the values of a user from, and by which rule.
 *
 * @param references none: all that have a source
 */
export async function explainSources(
  context: LookContext,
  userName: string,
  references: readonly string[],
): Promise<Explained> {
  try {
    return await look(context, userName, references);
  } catch (thrown) {
    if (!(thrown instanceof ConnectorError)) throw thrown;
    return { ok: true, detail: `Not known: ${thrown.message}` };
  }
}

/**
 * Why Omni has nobody of a name, as far as Okta knows.
 *
 * @returns undefined where it does not know
 */
export async function explainMissing(context: LookContext, userName: string): Promise<ConnectorError | undefined> {
  const okta = context.okta.session(Math.min(context.omni.deadline, context.clock.now() + OKTA_MS));
  try {
    const { assignment } = await findPerson(okta, context.database, { userName });
    return assignment && isAssigned(assignment) ? await renamedUser(context, assignment) : undefined;
  } catch (thrown) {
    if (thrown instanceof ConnectorError) return undefined;
    throw thrown;
  }
}
