import { nearest } from '../push/nearest.ts';
import type { SourcedAttribute } from './sourced-attributes.ts';
import { oktaVariable } from './wanted-values.ts';

/** The two profiles of somebody in Okta that a policy may read. */
export type OktaProfile = 'user' | 'app';

/** A variable that a policy reads and the profile in Okta does not have: it gives nobody a value. */
export interface MissingVariable {
  /** As the policy names it, such as `app.region`. */
  readonly variable: string;
  /** The name in that profile that was probably meant; empty where none is near. */
  readonly suggestion: string;
}

/** The variables that a policy reads, each once, in its order. */
export const variablesOf = (attributes: readonly SourcedAttribute[]): string[] => [
  ...new Set(attributes.flatMap(({ value }) => value.okta ?? [])),
];

/** Which of some variables are missing. @param known what each profile has */
export function missingVariables(
  variables: readonly string[],
  known: Readonly<Record<OktaProfile, ReadonlySet<string>>>,
): MissingVariable[] {
  return variables.flatMap((variable) => {
    const { profile, name } = oktaVariable(variable);
    return known[profile].has(name) ? [] : [{ variable, suggestion: nearest(name, [...known[profile]]) ?? '' }];
  });
}
