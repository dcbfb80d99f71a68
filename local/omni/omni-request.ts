import type { LoggedRequest } from '../shared/request-log.ts';

/** One request to the local Omni. */
export interface OmniRequest extends LoggedRequest {
  /** Position of the key among the organization keys; undefined for any other key or none. */
  readonly keyIndex: number | undefined;
}
