import { attributeUses } from '../apply/attribute-uses.ts';
import { countHeads, type KnownHeadCount } from '../apply/count-heads.ts';
import { deleteDefinition } from '../apply/delete-definition.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { Attribute } from '../push/attribute.ts';
import { byReference } from '../push/changes.ts';
import type { DeleteAttributeInput, DeleteAttributeOutput } from '../schema/types.ts';
import { type ActionContext, defineAction } from './action.ts';

const UNKNOWN_COUNT = -1;

async function countHolders(context: ActionContext, attribute: Attribute): Promise<KnownHeadCount> {
  const { byReference: counts } = await countHeads(context, [attribute], { withRecipients: false });
  const count = counts.get(attribute.reference);
  if (!count) throw new Error('each attribute is counted');
  return count;
}

/**
 * Deletes an Omni user attribute, and with it every user's value. Locked by ALLOW_ATTRIBUTE_DELETE; a dry run never is.
 */
export default defineAction<DeleteAttributeInput, DeleteAttributeOutput>({
  name: 'delete-attribute',
  title: 'Delete Attribute',
  description: "Deletes a user attribute and with it every user's value; only where an operator has allowed it.",
  group: 'Attributes',
  scope: 'omni.attributes.write',
  effect: 'write',
  omniRequests: 10,
  throws: [
    'ATTRIBUTE_DELETE_DISABLED',
    'ATTRIBUTE_DELETE_UNCONFIRMED',
    'ATTRIBUTE_NOT_FOUND',
    'ATTRIBUTE_SYSTEM',
    'ATTRIBUTE_USERS_UNCOUNTED',
    'ATTRIBUTE_BUSY',
    'OMNI_CANNOT_CREATE_ATTRIBUTES',
    'OMNI_WRITE_UNCERTAIN',
  ],
  async run(context, { reference, confirmReference, acceptUnknownCount = false, dryRun = false }) {
    if (!dryRun && !context.settings.allowAttributeDelete) throw new ConnectorError('ATTRIBUTE_DELETE_DISABLED');
    if (confirmReference !== reference) {
      const details = [{ path: '/confirmReference', message: 'must repeat the reference' }];
      throw new ConnectorError('ATTRIBUTE_DELETE_UNCONFIRMED', { reference }, details);
    }
    const attribute = byReference(await context.omni.listAttributes(0)).get(reference);
    if (!attribute) throw new ConnectorError('ATTRIBUTE_NOT_FOUND', { reference });
    if (attribute.system) throw new ConnectorError('ATTRIBUTE_SYSTEM', { reference });

    const { holders, unknown, truth, total } = await countHolders(context, attribute);
    const wouldDelete = unknown === 0 || acceptUnknownCount;
    if (!wouldDelete && !dryRun) {
      throw new ConnectorError('ATTRIBUTE_USERS_UNCOUNTED', { reference, counted: total - unknown, total });
    }
    const { uses, ...used } = (await attributeUses(context.database))(reference);
    if (!dryRun) await deleteDefinition(context, attribute);
    return {
      deleted: !dryRun,
      wouldDelete,
      usersLosingValue: unknown === 0 ? holders : UNKNOWN_COUNT,
      countTruth: truth,
      ...used,
      uses: [...uses],
    };
  },
});
