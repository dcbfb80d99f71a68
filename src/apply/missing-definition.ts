import { ConnectorError } from '../errors/connector-error.ts';
import type { Attribute } from '../push/attribute.ts';
import { byReference } from '../push/changes.ts';
import type { ApplyContext } from './context.ts';

/**
 * A 404 on one definition is a route that the instance lacks, or a definition that somebody has just deleted; only the
 * list tells which.
 *
 * @returns what to report for a failed update or deletion
 */
export async function explainMissing(
  context: Pick<ApplyContext, 'omni'>,
  { reference }: Attribute,
  error: ConnectorError,
): Promise<ConnectorError> {
  if (error.code !== 'OMNI_CANNOT_CREATE_ATTRIBUTES') return error;
  try {
    const found = byReference(await context.omni.listAttributes(0));
    return found.has(reference) ? error : new ConnectorError('ATTRIBUTE_NOT_FOUND', { reference });
  } catch (thrown) {
    if (thrown instanceof ConnectorError) return error;
    throw thrown;
  }
}
