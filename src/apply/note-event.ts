import { noteSeenEvent } from '../store/seen-events.ts';
import type { SourceEvent } from './source-event.ts';
import type { Wish } from './wish.ts';

/** Whether an event has had its effect on a value: a later delivery of it finds nothing to do there. */
const isSettled = (outcome: string): boolean => outcome !== 'not-applied' && outcome !== 'interrupted';

/** Notes what an event has settled, in the transaction that records it; of a call without an event there is nothing. */
export const noteEvent = (userName: string, { id }: SourceEvent): Pick<Wish, 'settle'> =>
  id === undefined
    ? {}
    : {
        async settle(queries, { outcomes }) {
          const settled = [...outcomes].filter(([, outcome]) => isSettled(outcome)).map(([reference]) => reference);
          await noteSeenEvent(queries, userName, id, settled);
        },
      };
