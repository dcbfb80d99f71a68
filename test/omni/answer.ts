import type { OmniAnswer } from '../../src/omni/transport.ts';

/** An answer as the transport gives it. */
export const answer = (status: number, body?: unknown): OmniAnswer => ({
  status,
  json: typeof body === 'string' ? undefined : body,
  text: typeof body === 'string' ? body : JSON.stringify(body ?? ''),
  retryAfterSeconds: undefined,
});
