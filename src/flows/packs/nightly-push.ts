import type { ErrorCode } from '../../error-codes.ts';
import { type HelperFlow, outs } from '../card.ts';
import { callFlow, callFlowAsync, wait } from '../cards/calls.ts';
import { continueIf, ifElse } from '../cards/decisions.ts';
import { construct, get } from '../cards/objects.ts';
import { streamUsers } from '../cards/okta-cards.ts';
import { add, now } from '../cards/other-cards.ts';
import { clearTable, createRow, searchRows } from '../cards/table-cards.ts';
import { compose, listLength, listToText, parseJson, pluck, template } from '../cards/texts.ts';
import { daily, helperFlow, scheduledFlowAt } from '../flow.ts';
import type { Pack } from '../pack.ts';
import type { Table } from '../table.ts';
import { alert } from './alert.ts';
import { ask } from './ask.ts';
import { callConnector } from './call-connector.ts';
import { configurationFlow } from './configuration.ts';
import { connectorErrors } from './connector-errors.ts';
import { followJob } from './follow-job.ts';
import { runs } from './runs.ts';

/** Rows of one plan. */
const BATCH = 200;

const collected: Table = {
  name: 'Collected Rows',
  description: 'The users of the running push, each with the row that is sent to the connector.',
  columns: { Run: 'str', 'User Name': 'str', Row: 'str' },
};

const configuration = configurationFlow({ search: 'status eq "ACTIVE"', emptyText: 'clear' });

const collectUser = helperFlow(
  'Collect User',
  'Runs once per user found: keeps the row to push in the table Collected Rows.',
  { Record: 'object', State: 'object' },
  (start) => {
    const userId = get('User ID', start.out('Record'), 'ID');
    const run = get('Run', start.out('State'), 'run');
    const settings = callFlow('Read Configuration', configuration, { userId: userId.out('output') });
    const [userName, values] = outs(settings, 'userName', 'values');
    const row = construct('Row', { userName, values });
    const kept = { Run: run.out('output'), 'User Name': userName, Row: row.out('output') };
    return [userId, run, settings, row, createRow('Keep Row', collected, kept)];
  },
);

const PUSH = 'Push Batch';
/**
 * Batches, and repeats of plans that do not fit into one call. Each starts the next one, and the job of the last one is
 * followed in up to 97 more steps: together they stay within the 250 that Okta allows.
 */
const ROUNDS = 150;
const TOO_SLOW: ErrorCode = 'OMNI_TOO_SLOW';

const pushBatch: HelperFlow = helperFlow(
  PUSH,
  'Plans and applies the next 200 rows, then starts itself again for those after them.',
  { run: 'string', offset: 'number', round: 'number' },
  (start, self) => {
    const [run, offset, round] = outs(start, 'run', 'offset', 'round');
    const page = { where: { column: 'Run', equals: run }, sortBy: 'User Name', limit: BATCH, offset };
    const found = searchRows('Next Rows', collected, page);
    const count = listLength('How Many?', found.out('Rows'));
    const texts = pluck('Rows as Texts', found.out('Rows'), 'Row', 'string[]');
    const joined = listToText('Join', texts.out('values'), ',');
    const list = compose('As a List', template`[${joined.out('string')}]`);
    const rows = parseJson('Rows', list.out('output'), 'object[]');
    const settings = callFlow('Read Configuration', configuration, { userId: '' });
    const [baseUrl, emptyText] = outs(settings, 'baseUrl', 'emptyText');
    const plan = ask({
      flow: PUSH,
      baseUrl,
      action: 'plan-push',
      body: { rows: rows.out('output'), emptyText },
      take: ['planId', 'planHash', 'total', 'guard.tripped', 'guard.reason'],
      // Not a failure: the same call goes on from where this one ended.
      expectedCode: TOO_SLOW,
    });
    const nextRound = add('Next Round', round, 1);
    const tripped = plan.out('guard.tripped');
    const applied = ask({
      flow: PUSH,
      baseUrl,
      action: 'apply-plan',
      body: { planId: plan.out('planId'), planHash: plan.out('planHash') },
      take: ['jobId', 'status'],
    });
    const [refusedAt, startedAt] = [now('When Refused'), now('When Started')];
    const refused = createRow('Record Refusal', runs, {
      Started: refusedAt.out('iso'),
      Status: 'not applied',
      Total: plan.out('total'),
      Message: plan.out('guard.reason'),
    });
    const text = plan.out('guard.reason');
    const row = createRow('Record Run', runs, {
      Started: startedAt.out('iso'),
      'Job ID': applied.out('jobId'),
      Status: applied.out('status'),
      Total: plan.out('total'),
    });
    const job = { baseUrl, jobId: applied.out('jobId'), rowId: row.out('Row ID'), round: 1 };
    const next = add('Next Offset', offset, BATCH);
    return [
      ifElse('Too Slow?', [round, '>', ROUNDS], {
        ifTrue: [callFlowAsync('Alert: Too Slow', alert, { subject: 'The nightly push takes too long', text: run })],
      }),
      continueIf(
        'Not Too Slow',
        [round, '<=', ROUNDS],
        'The push stops here: there are more users than one night can take.',
      ),
      found,
      count,
      continueIf('Any Left?', [count.out('length'), '>', 0], 'Every row has been sent.'),
      [texts, joined, list, rows, settings],
      plan.steps,
      nextRound,
      ifElse('Not Yet Planned?', [plan.problem('code'), '==', TOO_SLOW], {
        ifTrue: [
          wait('Pause', 10, 'second'),
          callFlowAsync('Go On', self, { run, offset, round: nextRound.out('output') }),
        ],
      }),
      continueIf('Planned', [plan.ok, '==', true], 'The push stops here: see Connector Errors.'),
      ifElse('Guard', [tripped, '==', true], {
        ifTrue: [refusedAt, refused, callFlowAsync('Alert', alert, { subject: 'The nightly push was stopped', text })],
      }),
      continueIf('Within Limits', [tripped, '==', false], 'Nothing was written: too much would change.'),
      applied.steps,
      continueIf('Accepted', [applied.ok, '==', true], 'The push stops here: see Connector Errors.'),
      [startedAt, row, callFlowAsync('Follow', followJob, job)],
      next,
      callFlowAsync('Next Batch', self, { run, offset: next.out('output'), round: nextRound.out('output') }),
    ];
  },
);

const push = scheduledFlowAt('Nightly Push', 'Collects the users and pushes their values.', daily(2), (start) => {
  const run = start.out('execution_id');
  const settings = callFlow('Read Configuration', configuration, { userId: '' });
  return [
    settings,
    clearTable('Forget the Last Run', collected),
    streamUsers('Collect Users', settings.out('search'), collectUser, { run }),
    callFlowAsync('Push', pushBatch, { run, offset: 0, round: 1 }),
  ];
});

export const nightlyPush: Pack = {
  name: 'nightly_push',
  title: 'Omni: Nightly Push',
  description: 'Every night: collects the users from Okta and pushes their values in planned batches of 200.',
  flows: [push, pushBatch, collectUser, followJob, configuration, callConnector, alert],
  tables: [collected, runs, connectorErrors],
  steps: [
    'In **Configuration**, `search` of the card Configuration says which users are pushed (Okta search syntax).',
    'A batch that would change or clear more than the guard of the connector allows is not applied: the push stops, the table **Runs** says why, and **Alert** runs.',
    `One night takes ${ROUNDS} batches, which are ${ROUNDS * BATCH} users, or fewer where Omni is slow; beyond that the push stops and **Alert** runs.`,
    'Where the connector may read Okta itself, the pack nightly_sync does the same with one call.',
  ],
};
