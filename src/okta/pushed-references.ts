import type { OktaMapping, PropertyMapping } from './mappings.ts';
import { type AppAttribute, omniAppAttributes } from './omni-app-attributes.ts';
import type { OktaSchema } from './schemas.ts';

/** A reference whose value Okta pushes into Omni by itself. */
export interface PushedReference extends Pick<AppAttribute, 'reference' | 'variable'>, PropertyMapping {}

/**
 * The references that the Omni app in Okta maps with push on update: Okta pushes the whole app profile, so it overwrites
 * what others wrote.
 */
export const pushedReferences = (appSchema: OktaSchema, { properties }: OktaMapping): PushedReference[] =>
  omniAppAttributes(appSchema).flatMap(({ reference, variable }) => {
    const mapped = properties.get(variable);
    return mapped?.pushStatus === 'PUSH' ? [{ reference, variable, ...mapped }] : [];
  });
