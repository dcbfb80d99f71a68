import { randomUUID } from 'node:crypto';
import { ConnectorError } from '../errors/connector-error.ts';
import type { Services } from '../services.ts';
import { forgetReferenceValues } from '../store/forget-reference-values.ts';
import { LATE_MS } from '../store/shown-late.ts';
import { doubtReferences, valuesOfUser } from '../store/user-values.ts';
import {
  closeIntent,
  listAbandonedIntents,
  listIntentsOf,
  markInterrupted,
  type OpenIntent,
} from '../store/write-intents.ts';
import type { ApplyContext } from './context.ts';
import { knownAttributes } from './known-attributes.ts';
import { auditInterrupted, settleOpenIntents } from './settle-intents.ts';
import { withUserLease } from './user-lease.ts';
import { writeNow } from './write-wish.ts';

const isDefinition = ({ userName }: OpenIntent): boolean => userName === '';
/** Of a definition, or of a user by a version that had no leases of users: nobody will come to settle it. */
const isUnfenced = ({ leaseName }: OpenIntent): boolean => leaseName === '';

/** Says in the audit log that a write was cut off: it may have happened. */
async function note({ database, log }: Pick<Services, 'database' | 'log'>, intent: OpenIntent): Promise<void> {
  await database.transaction(async (queries) => {
    const references = intent.changes.map(({ reference }) => reference);
    // The values before the note, as whoever is about to record it after all; a doubt too much costs a look.
    await doubtReferences(queries, intent.omniUserId, references);
    if (!(await markInterrupted(queries, intent.id))) return;
    await auditInterrupted(queries, intent);
    // Definitions are read anew by whoever needs them; what people hold may have gone with theirs.
    if (isDefinition(intent)) for (const reference of references) await forgetReferenceValues(queries, reference);
    if (isUnfenced(intent)) await closeIntent(queries, intent.id);
  });
  const { requestId, action } = intent;
  log.warn({ requestId, action }, 'a write was cut off by an earlier stop; it may have happened');
}

/**
 * Notes the writes that were cut off. What has become of them is found out when no request can be on its way any more,
 * or earlier by whoever writes to the user next.
 *
 * @param all also definitions that were begun a moment ago: nobody else is at work on this database
 * @returns how many were found
 */
export async function noteAbandonedIntents(
  services: Pick<Services, 'database' | 'log'>,
  all: boolean,
): Promise<number> {
  const fresh = (await listAbandonedIntents(services.database, all)).filter(({ notedForMs }) => notedForMs === null);
  for (const intent of fresh) await note(services, intent);
  return fresh.length;
}

/** Looks at the user of a write that nobody can tell about, and settles it. */
async function settleByLook(services: Services, intent: OpenIntent): Promise<void> {
  const { omniUserId: id, userName, clientId } = intent;
  const call = { lane: 'bulk', deadline: Number.POSITIVE_INFINITY, expected: 1 } as const;
  await services.instance.withSession(call, async (omni) => {
    const caller = { clientId };
    const context: ApplyContext = {
      ...services,
      omni,
      caller,
      requestId: randomUUID(),
      action: 'repair',
      resumed: false,
    };
    await withUserLease(context, userName, async (lease) => {
      const open = await listIntentsOf(services.database, id);
      const references = open.flatMap(({ changes }) => changes.map(({ reference }) => reference));
      const attributes = await knownAttributes(context, references);
      const asked = { id: '', user: { id, userName }, attributes };
      const known = await valuesOfUser(services.database, id);
      const settled = await settleOpenIntents({ context, lease, asked, known }, open, writeNow);
      // Nobody is left to whom it could have happened.
      if (!settled) await closeIntent(services.database, intent.id);
    });
  });
}

/** Settles the writes that were cut off, or could not tell, once no request of theirs can be on its way any more. */
export async function settleAbandonedIntents(services: Services): Promise<void> {
  await noteAbandonedIntents(services, false);
  const open = await listAbandonedIntents(services.database, false);
  for (const intent of open.filter(({ notedForMs }) => (notedForMs ?? 0) >= LATE_MS)) {
    await settleByLook(services, intent).catch((thrown: unknown) => {
      if (!(thrown instanceof ConnectorError)) throw thrown;
      services.log.debug({ code: thrown.code }, 'a write that was cut off could not be looked after yet');
    });
  }
}
