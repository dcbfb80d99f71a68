import { moment } from '../base/moment.ts';
import { valueText } from '../push/attribute.ts';
import { parseEventTime } from '../push/event-time.ts';
import { valueAt } from '../push/value-at.ts';
import type { ReadUserAtInput, ReadUserAtOutput } from '../schema/types.ts';
import { recallOmniUser } from '../store/omni-users.ts';
import { bearerAt, valueTracesAt } from '../store/value-changes.ts';
import { defineAction } from './action.ts';
import { isPickable } from './pickable.ts';

/** Tells what a user held at a moment, from what the connector has written and seen. */
export default defineAction<ReadUserAtInput, ReadUserAtOutput>({
  name: 'read-user-at',
  title: 'Read User At',
  description: 'Tells what a user held at a moment, from what this connector has written and seen; Omni is not asked.',
  group: 'Users',
  scope: 'omni.values.read',
  effect: 'read',
  omniRequests: 0,
  throws: [],
  async run({ database, clock }, { userName, at: text }) {
    const at = parseEventTime(text) ?? 0;
    const omniUserId = (await bearerAt(database, userName, at)) ?? (await recallOmniUser(database, userName));
    const traces = omniUserId === undefined ? [] : await valueTracesAt(database, omniUserId, at);
    // What somebody will hold, nobody knows.
    const isAhead = at > clock.now();
    const found = traces.map((one) => {
      const { known, ...held } = valueAt(one);
      return { reference: one.reference, ...held, known: known && !isAhead };
    });
    const known = found.filter((one) => one.known && one.value.length > 0 && isPickable(one.reference));
    return {
      found: omniUserId !== undefined,
      omniUserId: omniUserId ?? '',
      userName,
      at: moment(at),
      values: Object.fromEntries(known.map(({ reference, value }) => [reference, valueText(value)])),
      valueList: found.map(({ reference, value, known, since }) => ({
        reference,
        value: valueText(value),
        values: [...value],
        known,
        since: moment(since),
      })),
    };
  },
});
