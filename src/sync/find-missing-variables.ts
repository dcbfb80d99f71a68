import type { OktaSession } from '../okta/okta-org.ts';
import type { OktaSchema } from '../okta/schemas.ts';
import { type MissingVariable, missingVariables, type OktaProfile, variablesOf } from '../policy/missing-variables.ts';
import type { SourcedAttribute } from '../policy/sourced-attributes.ts';
import { oktaVariable } from '../policy/wanted-values.ts';

const namesOf = ({ base, custom }: OktaSchema): Set<string> => new Set([...base.keys(), ...custom.keys()]);

/**
 * Asks Okta which variables of a policy its profiles lack: only for the profiles that the policy reads.
 *
 * @returns with how many requests that took
 * @throws ConnectorError as the schemas do
 */
export async function findMissingVariables(
  okta: OktaSession,
  attributes: readonly SourcedAttribute[],
): Promise<{ readonly missing: readonly MissingVariable[]; readonly requests: number }> {
  const variables = variablesOf(attributes);
  const profiles = new Set<OktaProfile>(variables.map((variable) => oktaVariable(variable).profile));
  const known = {
    user: profiles.has('user') ? namesOf(await okta.userSchema()) : new Set<string>(),
    app: profiles.has('app') ? namesOf(await okta.appSchema()) : new Set<string>(),
  };
  return { missing: missingVariables(variables, known), requests: profiles.size };
}
