import { ConnectorError } from '../errors/connector-error.ts';
import { UncertainOutcome } from '../omni/requester.ts';
import type { Attribute } from '../push/attribute.ts';
import { byReference } from '../push/changes.ts';
import type { ApplyContext } from './context.ts';
import { withDefinitionLeases } from './definition-lease.ts';
import { journalDefinition } from './journal-definition.ts';
import { explainMissing } from './missing-definition.ts';
import { LOOK_AGAIN_MS } from './read-back.ts';

async function isGone(context: ApplyContext, { reference }: Attribute): Promise<boolean> {
  for (const waitMs of LOOK_AGAIN_MS) {
    if (waitMs > 0) await context.clock.sleep(waitMs);
    if (!byReference(await context.omni.listAttributes(0)).has(reference)) return true;
  }
  return false;
}

/**
 * Deletes a definition and looks whether it is gone; an uncertain delete is settled by that look.
 *
 * @throws ConnectorError when Omni refuses, ATTRIBUTE_BUSY, or OMNI_WRITE_UNCERTAIN when the definition is still shown
 */
export function deleteDefinition(context: ApplyContext, attribute: Attribute): Promise<void> {
  return withDefinitionLeases(context, [attribute.reference], (ready) => deleteOnce(context, attribute, ready));
}

async function deleteOnce(context: ApplyContext, attribute: Attribute, ready: () => Promise<void>): Promise<void> {
  const close = await journalDefinition(context, attribute, undefined);
  context.omni.progress(`the deletion of ${attribute.reference} may have been sent, but nobody looked afterwards`);
  try {
    await context.omni.deleteAttribute(attribute, ready);
  } catch (thrown) {
    if (!(thrown instanceof UncertainOutcome)) {
      await close('nothing');
      throw thrown instanceof ConnectorError ? await explainMissing(context, attribute, thrown) : thrown;
    }
  }
  const gone = await isGone(context, attribute).catch((thrown: unknown) => {
    if (thrown instanceof ConnectorError) return false;
    throw thrown;
  });
  await close(gone ? 'verified' : 'interrupted');
  if (!gone) throw new ConnectorError('OMNI_WRITE_UNCERTAIN');
}
