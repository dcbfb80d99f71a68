import { createHash, randomUUID } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Answer } from '../actions/run-action.ts';
import { ConnectorError, toConnectorError } from '../errors/connector-error.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import type { Place } from '../push/place.ts';
import type { Services } from '../services.ts';
import { abandonCall, beginCall, finishCall } from '../store/idempotency.ts';

/** Longer than a call can last, so that only the call of a process that died is taken over. */
const LEASE_MS = 60_000;
const BUSY_RETRY_SECONDS = 5;
/** After these a write may be in place, or still be on its way: the key stays taken until the lease ends. */
const MAY_HAVE_HAD_EFFECT: ReadonlySet<ErrorCode> = new Set([
  'OMNI_TOO_SLOW',
  'OMNI_WRITE_UNCERTAIN',
  'STORE_UNAVAILABLE',
  'INTERNAL',
]);
const USABLE_KEY = /^[!-~]{1,255}$/;

/** One call that carries an Idempotency-Key. */
export interface KeyedCall {
  readonly clientId: string;
  readonly key: string;
  readonly action: string;
  readonly input: unknown;
}

/** The header, checked. @throws ConnectorError IDEMPOTENCY_KEY_INVALID */
export function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && USABLE_KEY.test(header)) return header;
  throw new ConnectorError('IDEMPOTENCY_KEY_INVALID');
}

const fingerprint = ({ action, input }: KeyedCall): string =>
  createHash('sha256')
    .update(action)
    .update('\n')
    .update(String(canonicalize(input)))
    .digest('hex');

/**
 * Runs a call at most once per key: a repeat gets the same answer, byte for byte, for 24 hours. A failure without
 * effect is not kept, nor is an answer that calls itself unfinished, so that the repeat runs; after one that may have
 * had its effect the repeat is busy until the lease ends, then runs as resumed.
 *
 * @param run gets `resumed`: an earlier run of the same call was cut off and may have had its effect; and the place of
 *   the first run in the order of the wishes
 * @throws ConnectorError IDEMPOTENCY_KEY_BUSY, IDEMPOTENCY_KEY_REUSED, or what `run` throws
 */
export async function runOnce(
  { database, metrics }: Services,
  call: KeyedCall,
  run: (begun: { readonly resumed: boolean; readonly place: Place }) => Promise<Answer>,
): Promise<Answer> {
  const held = { clientId: call.clientId, key: call.key, owner: randomUUID() };
  const begun = await beginCall(database, { ...held, fingerprint: fingerprint(call), leaseMs: LEASE_MS });
  switch (begun.kind) {
    case 'replay':
      metrics.idempotentReplays.inc();
      return { status: begun.status, text: begun.answer, unfinished: false, replayed: true };
    case 'busy':
      throw new ConnectorError('IDEMPOTENCY_KEY_BUSY', { seconds: BUSY_RETRY_SECONDS });
    case 'mismatch':
      throw new ConnectorError('IDEMPOTENCY_KEY_REUSED');
    case 'run': {
      const answer = await run(begun).catch(async (thrown: unknown) => {
        if (!MAY_HAVE_HAD_EFFECT.has(toConnectorError(thrown).code)) await abandonCall(database, held);
        throw thrown;
      });
      if (answer.unfinished) await abandonCall(database, held);
      else await finishCall(database, held, { status: answer.status, answer: answer.text });
      return answer;
    }
  }
}
