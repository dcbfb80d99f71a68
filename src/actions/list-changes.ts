import { moment } from '../base/moment.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import { cutPage, readCursor } from '../jobs/page.ts';
import { type AttributeValue, valueText } from '../push/attribute.ts';
import { sameValue } from '../push/compare.ts';
import { parseEventTime } from '../push/event-time.ts';
import type { ListChangesInput, ListChangesOutput } from '../schema/types.ts';
import { listValueChanges, type ValueChange } from '../store/value-changes.ts';
import { defineAction } from './action.ts';

const DEFAULT_LIMIT = 200;

type Shown = ListChangesOutput['changes'][number];

const shownValues = (before: AttributeValue, after: AttributeValue) => ({
  before: valueText(before),
  after: valueText(after),
  beforeValues: [...before],
  afterValues: [...after],
});

function shownChange(change: ValueChange): Shown {
  const { at, userName, reference, before, after, outcome, widens, clientId, action, requestId, jobId } = change;
  const who = { by: clientId, action, requestId, jobId };
  return { at: moment(at), userName, reference, ...shownValues(before, after), outcome, widens, ...who };
}

/** What a write found in place of what was written last: another hand had changed it since, nobody knows when. */
function seenBefore({ at, userName, reference, before, writtenBefore }: ValueChange): Shown[] {
  if (writtenBefore === null || sameValue(writtenBefore, before)) return [];
  const nobody = { by: '', action: '', requestId: '', jobId: '' };
  return [
    {
      at: moment(at),
      userName,
      reference,
      ...shownValues(writtenBefore, before),
      outcome: 'seen',
      widens: '',
      ...nobody,
    },
  ];
}

/** Lists what was written to users' values, newest first, a page at a time. */
export default defineAction<ListChangesInput, ListChangesOutput>({
  name: 'list-changes',
  title: 'List Changes',
  description: "Lists what this connector has written to users' values, newest first, and what another hand changed.",
  group: 'Users',
  scope: 'omni.values.read',
  effect: 'read',
  omniRequests: 0,
  throws: [],
  async run({ database, action }, { userName, reference, since, until, cursor, limit = DEFAULT_LIMIT }) {
    const span = {
      since: since === undefined ? undefined : parseEventTime(since),
      until: until === undefined ? undefined : parseEventTime(until),
    };
    if (span.since !== undefined && span.until !== undefined && span.since > span.until) {
      const detail = { path: '/until', message: 'is before since' };
      throw new ConnectorError('BODY_INVALID', { action, problem: `${detail.path} ${detail.message}` }, [detail]);
    }
    const found = await listValueChanges(database, {
      userName,
      reference,
      ...span,
      after: readCursor(action, cursor),
      limit: limit + 1,
    });
    const { entries, nextCursor } = cutPage(action, found, limit, ({ seq }) => seq);
    return { changes: entries.flatMap((change) => [shownChange(change), ...seenBefore(change)]), nextCursor };
  },
});
