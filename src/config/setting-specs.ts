import { makeValidator } from 'envalid';
import { CONNECTION_SPECS } from './specs/connection-specs.ts';
import { CONSOLE_SPECS } from './specs/console-specs.ts';
import { DATABASE_SPECS } from './specs/database-specs.ts';
import { LIMIT_SPECS } from './specs/limit-specs.ts';
import { NOTIFICATION_SPECS } from './specs/notification-specs.ts';
import { RETENTION_SPECS } from './specs/retention-specs.ts';
import { SCHEDULE_SPECS } from './specs/schedule-specs.ts';
import { SIGNAL_SPECS } from './specs/signal-specs.ts';

const flag = makeValidator((text) => {
  if (text !== 'true' && text !== 'false') throw new Error('must be true or false');
  return text === 'true';
});

/**
 * Every setting of the environment: how it is read, its default, and what docs/settings.md says about it, in its order.
 */
export const SETTING_SPECS = {
  ...CONNECTION_SPECS,
  ...CONSOLE_SPECS,
  ...DATABASE_SPECS,
  ...SIGNAL_SPECS,
  ...LIMIT_SPECS,
  ...NOTIFICATION_SPECS,
  ...SCHEDULE_SPECS,
  ...RETENTION_SPECS,
  ALLOW_ATTRIBUTE_DELETE: flag({
    default: false,
    desc: "Whether delete-attribute may delete: it takes every user's value away.",
  }),
  ALLOW_ROW_COUNTS: flag({
    default: false,
    desc: 'Whether preview-access may let Omni count the rows that a user sees (countRows): each count is a query in your database, as that user.',
  }),
};
