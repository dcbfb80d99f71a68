import type { ApplyContext } from '../apply/context.ts';
import { readMappingIfAny } from '../okta/mapping-if-any.ts';
import type { OktaSession } from '../okta/okta-org.ts';
import { omniAppAttributes, plainVariable } from '../okta/omni-app-attributes.ts';

/**
 * The attributes of the Okta user profile that a caller may write: those that feed Omni, because a plain expression
 * (`user.region`) maps them to an attribute of the Omni app that carries an Omni attribute, and those that the setting
 * OKTA_SETTABLE_ATTRIBUTES names. Others may decide about other apps: by the rules of groups, or by their mappings.
 *
 * @param asked what is to be written; where the setting names all of it, nothing is read
 */
export async function readSettable(
  { settings }: Pick<ApplyContext, 'settings'>,
  okta: OktaSession,
  asked: readonly string[],
): Promise<ReadonlySet<string>> {
  const named = new Set(settings.oktaSettableAttributes);
  if (asked.every((variable) => named.has(variable))) return named;
  const [appSchema, mapping] = await Promise.all([okta.appSchema(), readMappingIfAny(okta)]);
  const feeding = omniAppAttributes(appSchema).flatMap(
    ({ variable }) => plainVariable(mapping?.properties.get(variable)?.expression ?? '') ?? [],
  );
  return new Set([...named, ...feeding]);
}
