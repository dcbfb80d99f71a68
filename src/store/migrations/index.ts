import { core } from './001-core.ts';
import { pushes } from './002-pushes.ts';
import { callbacks } from './003-callbacks.ts';
import { okta } from './004-okta.ts';
import { jobs } from './005-jobs.ts';
import { order } from './006-order.ts';
import { slowDowns } from './007-slow-downs.ts';
import { memory } from './008-memory.ts';
import { auditKeys } from './009-audit-keys.ts';
import { looks } from './010-looks.ts';
import { acceptedCalls } from './011-accepted-calls.ts';
import { attributeNames } from './012-attribute-names.ts';
import { groups } from './013-groups.ts';
import { changes } from './014-changes.ts';
import { models } from './015-models.ts';
import { history } from './016-history.ts';
import { queuedEvents } from './017-queued-events.ts';
import { told } from './018-told.ts';
import { heads } from './019-heads.ts';
import { consoleSessions } from './020-console-sessions.ts';
import { earlySlots } from './021-early-slots.ts';
import { sharedNames } from './022-shared-names.ts';
import { lifeCycle } from './023-life-cycle.ts';
import { operating } from './024-operating.ts';
import { wishTime } from './025-order.ts';
import { notifications } from './026-notifications.ts';
import { scale } from './028-scale.ts';
import { server } from './029-server.ts';

/** One step of the schema: applied once, in order, and never edited afterwards. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** Every step, oldest first. New tables come as a new step at the end. */
export const MIGRATIONS: readonly Migration[] = [
  { name: '001-core', sql: core },
  { name: '002-pushes', sql: pushes },
  { name: '003-callbacks', sql: callbacks },
  { name: '004-okta', sql: okta },
  { name: '005-jobs', sql: jobs },
  { name: '006-order', sql: order },
  { name: '007-slow-downs', sql: slowDowns },
  { name: '008-memory', sql: memory },
  { name: '009-audit-keys', sql: auditKeys },
  { name: '010-looks', sql: looks },
  { name: '011-accepted-calls', sql: acceptedCalls },
  { name: '012-attribute-names', sql: attributeNames },
  { name: '013-groups', sql: groups },
  { name: '014-changes', sql: changes },
  { name: '015-models', sql: models },
  { name: '016-history', sql: history },
  { name: '017-queued-events', sql: queuedEvents },
  { name: '018-told', sql: told },
  { name: '019-heads', sql: heads },
  { name: '020-console-sessions', sql: consoleSessions },
  { name: '021-early-slots', sql: earlySlots },
  { name: '022-shared-names', sql: sharedNames },
  { name: '023-life-cycle', sql: lifeCycle },
  { name: '024-operating', sql: operating },
  { name: '025-order', sql: wishTime },
  { name: '026-notifications', sql: notifications },
  { name: '028-scale', sql: scale },
  { name: '029-server', sql: server },
];
