import { ConnectorError } from '../errors/connector-error.ts';
import type { OktaMapping } from './mappings.ts';
import type { OktaSession } from './okta-org.ts';

/** The mapping to the Omni app; undefined where the app has none, as with provisioning switched off. */
export async function readMappingIfAny(okta: OktaSession): Promise<OktaMapping | undefined> {
  try {
    return await okta.mapping();
  } catch (thrown) {
    if (thrown instanceof ConnectorError && thrown.code === 'OKTA_MAPPING_NOT_FOUND') return undefined;
    throw thrown;
  }
}
