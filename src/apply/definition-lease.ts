import { ConnectorError } from '../errors/connector-error.ts';
import { definitionLease } from '../store/leases.ts';
import type { ApplyContext } from './context.ts';
import { LeaseLost, withLease } from './lease.ts';

/** What the holder of the lease still needs for its own requests. */
const HOLDER_NEEDS_MS = 6_000;
/** How long a request may be on its way. */
const REQUEST_MS = 5_000;

/**
 * Runs work while nobody else, on any replica, changes one of these definitions in a way that moves people: who was
 * counted must be who is moved.
 *
 * @param work gets a check for right before the request leaves: it throws where a stalled holder has lost a lease
 * @throws ConnectorError ATTRIBUTE_BUSY when the other holder does not finish in time, or the lease was lost
 */
export async function withDefinitionLeases<T>(
  context: Pick<ApplyContext, 'database' | 'clock' | 'omni'>,
  references: readonly string[],
  work: (ready: () => Promise<void>) => Promise<T>,
): Promise<T> {
  // Always in one order, so that two calls never wait for each other.
  const [reference, ...others] = [...new Set(references)].sort();
  if (reference === undefined) return await work(async () => undefined);
  const busy = () => new ConnectorError('ATTRIBUTE_BUSY', { reference, seconds: 5 });
  const until = context.omni.deadline - HOLDER_NEEDS_MS;
  return await withLease(context, { name: definitionLease(reference), until, busy }, (lease) =>
    withDefinitionLeases(context, others, (ready) =>
      work(async () => {
        await lease.ensure(REQUEST_MS).catch((thrown: unknown) => {
          throw thrown instanceof LeaseLost ? busy() : thrown;
        });
        await ready();
      }),
    ),
  );
}
