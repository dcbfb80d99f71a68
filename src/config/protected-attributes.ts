import { readFilledList } from './setting-values.ts';

/** Attributes of the Okta user profile: whoever changes these of somebody else can sign in as them. */
export const PROTECTED_ATTRIBUTES: ReadonlySet<string> = new Set(['login', 'email', 'secondEmail']);

/**
 * Variable names of the Okta user profile, separated by commas. @throws Error in one sentence that follows the
 * setting's name
 */
export function readSettableAttributes(text: string): string[] {
  const names = readFilledList(text);
  const refused = names.find((name) => PROTECTED_ATTRIBUTES.has(name));
  if (refused) throw new Error(`must not name ${refused}, which decides how a user signs in`);
  if (!names.every((name) => /^[A-Za-z_]\w*$/.test(name))) {
    throw new Error('must hold variable names as the Profile Editor shows them, separated by commas');
  }
  return names;
}
