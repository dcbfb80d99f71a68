import type { OmniSession } from '../omni/session.ts';
import type { Place } from '../push/place.ts';
import type { Services } from '../services.ts';

/** What a write needs: the shared services, Omni within the time of the call, and who is to be named in the audit. */
export interface ApplyContext extends Services {
  readonly omni: OmniSession;
  /** With what Okta calls them (`sub`) where it is a person at the console. */
  readonly caller: { readonly clientId: string; readonly subject?: string; readonly isPerson?: true };
  readonly requestId: string;
  /** The name of the action. */
  readonly action: string;
  /** The job that this is a piece of. */
  readonly jobId?: string;
  /** True when an earlier run of the same Idempotency-Key was cut off: its write may already be in place. */
  readonly resumed: boolean;
  /** Of a call with an Idempotency-Key: the place of its first run in the order of the wishes. */
  readonly place?: Place | undefined;
}
