import type { Pack } from './pack.ts';
import { callAnyAction } from './packs/call-any-action.ts';
import { connectionTest } from './packs/connection-test.ts';
import { driftReport } from './packs/drift-report.ts';
import { nightlyPush } from './packs/nightly-push.ts';
import { nightlySync } from './packs/nightly-sync.ts';
import { pushOnAssignment } from './packs/push-on-assignment.ts';
import { pushOnProfileChange } from './packs/push-on-profile-change.ts';
import { setUpSyncedAttribute } from './packs/set-up-synced-attribute.ts';
import { syncOnGroupChange } from './packs/sync-on-group-change.ts';
import { usageReport } from './packs/usage-report.ts';

/** Every pack that the connector brings. */
export const packs: readonly Pack[] = [
  connectionTest,
  setUpSyncedAttribute,
  pushOnProfileChange,
  pushOnAssignment,
  syncOnGroupChange,
  nightlyPush,
  nightlySync,
  driftReport,
  usageReport,
  callAnyAction,
];
