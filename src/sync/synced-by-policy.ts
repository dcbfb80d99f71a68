import { ConnectorError } from '../errors/connector-error.ts';
import { type SourcedAttribute, sourcedAttributes } from '../policy/sourced-attributes.ts';
import { nearest } from '../push/nearest.ts';
import type { Policy } from '../schema/types.ts';

/**
 * What a policy says of the references that are asked for; undefined where it names no source at all, so that what Okta
 * maps is what counts.
 *
 * @param references undefined: all that have a source
 * @throws ConnectorError POLICY_NO_SOURCE
 */
export function syncedByPolicy(
  policy: Policy | undefined,
  references: readonly string[] | undefined,
): readonly SourcedAttribute[] | undefined {
  const sourced = sourcedAttributes(policy?.attributes ?? []);
  if (sourced.length === 0) return undefined;
  if (!references) return sourced;
  return [...new Set(references)].map((reference) => {
    const found = sourced.find((one) => one.reference === reference);
    if (found) return found;
    const candidate = nearest(
      reference,
      sourced.map((one) => one.reference),
    );
    const suggestion = candidate ? ` (did you mean ${candidate}?)` : '';
    throw new ConnectorError('POLICY_NO_SOURCE', { reference, suggestion });
  });
}
