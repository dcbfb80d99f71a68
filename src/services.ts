import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import type { Metrics } from './base/metrics.ts';
import type { Settings } from './config/settings.ts';
import type { OktaOrg } from './okta/okta-org.ts';
import type { Omni } from './omni/omni.ts';
import type { PolicyFile } from './policy/policy-file.ts';
import type { Database } from './store/database.ts';

/** What lives as long as the connector and is shared by all calls. */
export interface Services {
  readonly settings: Settings;
  readonly database: Database;
  readonly instance: Omni;
  readonly okta: OktaOrg;
  /** Undefined: there is no policy. */
  readonly policy: PolicyFile | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /**
   * The worker of the jobs: wake it after one was accepted, applied or approved. `stopping` is aborted when the process
   * ends and no job comes forward any more.
   */
  readonly worker: { wake(): void; readonly stopping: AbortSignal };
  /** What makes jobs of the changes that Okta tells: wake it after some were stored. */
  readonly changes: { wake(): void };
}
