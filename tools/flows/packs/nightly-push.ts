import { outs } from '../card.ts';
import { callFlow, callFlowAsync } from '../cards/calls.ts';
import { ifElse } from '../cards/decisions.ts';
import { streamUsers } from '../cards/okta-cards.ts';
import { clearTable, createRow, searchRows, updateRow } from '../cards/table-cards.ts';
import { listLength } from '../cards/texts.ts';
import { daily, scheduledFlowAt } from '../flow.ts';
import type { Pack } from '../pack.ts';
import { alert } from './alert.ts';
import { callConnector } from './call-connector.ts';
import { CONFIGURATION_STEPS } from './configuration.ts';
import { connectorErrors } from './connector-errors.ts';
import { followJob } from './follow-job.ts';
import { collected, collectUser, configuration, missing } from './nightly-push/collect-user.ts';
import { nights, OPEN } from './nightly-push/nights.ts';
import { BATCH, pushBatch, ROUNDS } from './nightly-push/push-batch.ts';

/** The most rows that one search finds: docs/flows.md. */
const MOST_COUNTED = 3_500;

/**
 * Nights may overlap. Each works on the rows of its own run, and only a night that is alone clears the tables; it
 * looks after it has said that it is open, so that of two that begin together neither does.
 */
const push = scheduledFlowAt('Nightly Push', 'Collects the users and pushes their values.', daily(2), (start) => {
  const [time, run] = outs(start, 'execution_time', 'execution_id');
  const opened = createRow('Open the Night', nights, {
    Run: run,
    Started: time,
    Status: OPEN,
    Message: 'The users are being collected.',
  });
  const night = opened.out('Row ID');
  const others = { where: { column: 'Status', equals: OPEN }, sortBy: 'Started', limit: 2, offset: 0 };
  const open = searchRows('Open Nights', nights, others);
  const openCount = listLength('How Many Are Open?', open.out('Rows'));
  const settings = callFlow('Read Configuration', configuration, { userId: '' });
  const stream = streamUsers('Collect Users', settings.out('search'), collectUser, { run });
  const own = { where: { column: 'Run', equals: run }, sortBy: 'User ID', limit: MOST_COUNTED, offset: 0 };
  const lost = searchRows('Missing Users', missing, own);
  const lostCount = listLength('How Many Are Missing?', lost.out('Rows'));
  return [
    opened,
    open,
    openCount,
    ifElse('Alone?', [openCount.out('length'), '==', 1], {
      ifTrue: [clearTable('Forget the Last Run', collected), clearTable('Forget Who Was Missing', missing)],
      ifFalse: [
        callFlowAsync('Alert: Another Night', alert, {
          subject: 'An earlier nightly push is still open',
          text: 'See the table Runs. This push goes on beside it.',
        }),
      ],
    }),
    settings,
    stream,
    lost,
    lostCount,
    updateRow('Record Users', nights, night, {
      Total: stream.out('Records Streamed'),
      Missing: lostCount.out('length'),
      Message: 'The users are being pushed.',
    }),
    callFlowAsync('Push', pushBatch, { run, night, offset: 0, round: 1 }),
  ];
});

export const nightlyPush: Pack = {
  name: 'nightly_push',
  title: 'Omni: Nightly Push',
  description: 'Every night: collects the users from Okta and pushes their values in planned batches of 200.',
  flows: [push, pushBatch, collectUser, followJob, configuration, callConnector, alert],
  tables: [collected, missing, nights, connectorErrors],
  steps: [
    ...CONFIGURATION_STEPS,
    'In **Configuration**, `search` of the card Configuration says which users are pushed (Okta search syntax).',
  ],
  use: [
    'Each night has a row in **Runs**: Total is how many users were found, Missing how many of them could not be read (3500 stands for that many or more). Each of those is in **Missing Users**, leaves a row with the code `USER_NOT_COLLECTED` in **Connector Errors**, and runs **Alert**.',
    'The row is `open` until every row has been sent (`ended`) or the push stops (`stopped`). A night that begins while another one is open runs **Alert**; both go on, each with its own rows (where both change the same users, one may stop with `PLAN_STALE` or `PLAN_NOT_FOUND`), and tables are emptied only by a night that is alone. Where a night was cut short by an error or by hand, write `stopped` into its row.',
    'A batch that would change or clear more than the guard of the connector allows is not applied: the push stops, the table **Runs** says why, and **Alert** runs.',
    `One night takes ${ROUNDS} batches, which are ${ROUNDS * BATCH} users, or fewer where Omni is slow; beyond that the push stops and **Alert** runs.`,
    'Where the connector may read Okta itself, the pack nightly_sync does the same with one call.',
  ],
};
