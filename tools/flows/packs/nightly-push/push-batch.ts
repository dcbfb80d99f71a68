import type { ErrorCode } from '../../../../src/errors/error-codes.ts';
import { type HelperFlow, outs, type Step } from '../../card.ts';
import { callFlow, callFlowAsync, wait } from '../../cards/calls.ts';
import { continueIf, ifElse } from '../../cards/decisions.ts';
import { add, now } from '../../cards/other-cards.ts';
import { createRow, searchRows } from '../../cards/table-cards.ts';
import { compose, listLength, listToText, parseJson, pluck, template } from '../../cards/texts.ts';
import { helperFlow } from '../../flow.ts';
import { alert } from '../alert.ts';
import { ask } from '../ask.ts';
import { followJob } from '../follow-job.ts';
import { collected, configuration } from './collect-user.ts';
import { closeNight, nights } from './nights.ts';

const NAME = 'Push Batch';
/** Rows of one plan. */
export const BATCH = 200;
/**
 * Batches, and repeats of plans that do not fit into one call. Each starts the next one, and the job of the last one is
 * followed in up to 97 more steps: together they stay within the 250 that Okta allows.
 */
export const ROUNDS = 150;
const TOO_SLOW: ErrorCode = 'OMNI_TOO_SLOW';

export const pushBatch: HelperFlow = helperFlow(
  NAME,
  'Plans and applies the next 200 rows, then starts itself again for those after them.',
  { run: 'string', night: 'string', offset: 'number', round: 'number' },
  (start, self) => {
    const [run, night, offset, round] = outs(start, 'run', 'night', 'offset', 'round');
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
      flow: NAME,
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
      flow: NAME,
      baseUrl,
      action: 'apply-plan',
      body: { planId: plan.out('planId'), planHash: plan.out('planHash') },
      take: ['jobId', 'status'],
    });
    const [refusedAt, startedAt] = [now('When Refused'), now('When Started')];
    const refused = createRow('Record Refusal', nights, {
      Run: run,
      Started: refusedAt.out('iso'),
      Status: 'not applied',
      Total: plan.out('total'),
      Message: plan.out('guard.reason'),
    });
    const text = plan.out('guard.reason');
    const row = createRow('Record Run', nights, {
      Run: run,
      Started: startedAt.out('iso'),
      'Job ID': applied.out('jobId'),
      Status: applied.out('status'),
      Total: plan.out('total'),
    });
    const job = { baseUrl, jobId: applied.out('jobId'), rowId: row.out('Row ID'), round: 1 };
    const next = add('Next Offset', offset, BATCH);
    const stop = (title: string, why: string): Step => closeNight(title, night, 'stopped', why);
    return [
      found,
      count,
      ifElse('All Sent?', [count.out('length'), '==', 0], {
        ifTrue: [closeNight('Close the Night', night, 'ended', 'Every row that was collected has been sent.')],
      }),
      continueIf('Any Left?', [count.out('length'), '>', 0], 'Every row has been sent.'),
      ifElse('Too Slow?', [round, '>', ROUNDS], {
        ifTrue: [
          stop('Stop: Too Slow', 'There are more users than one night can take.'),
          callFlowAsync('Alert: Too Slow', alert, { subject: 'The nightly push takes too long', text: run }),
        ],
      }),
      continueIf(
        'Not Too Slow',
        [round, '<=', ROUNDS],
        'The push stops here: there are more users than one night can take.',
      ),
      [texts, joined, list, rows, settings],
      plan.steps,
      nextRound,
      ifElse('Not Yet Planned?', [plan.problem('code'), '==', TOO_SLOW], {
        ifTrue: [
          wait('Pause', 10, 'second'),
          callFlowAsync('Go On', self, { run, night, offset, round: nextRound.out('output') }),
        ],
      }),
      continueIf('Answered', [plan.problem('code'), '!=', TOO_SLOW], 'The next round goes on with this plan.'),
      ifElse('No Plan?', [plan.ok, '!=', true], {
        ifTrue: [stop('Stop: No Plan', 'A batch could not be planned: see Connector Errors.')],
      }),
      continueIf('Planned', [plan.ok, '==', true], 'The push stops here: see Connector Errors.'),
      ifElse('Guard', [tripped, '==', true], {
        ifTrue: [
          [refusedAt, refused, stop('Stop: Guard', 'A batch would have changed too much.')],
          callFlowAsync('Alert', alert, { subject: 'The nightly push was stopped', text }),
        ],
      }),
      continueIf('Within Limits', [tripped, '==', false], 'Nothing was written: too much would change.'),
      applied.steps,
      ifElse('Not Applied?', [applied.ok, '!=', true], {
        ifTrue: [stop('Stop: Not Applied', 'A batch could not be applied: see Connector Errors.')],
      }),
      continueIf('Accepted', [applied.ok, '==', true], 'The push stops here: see Connector Errors.'),
      [startedAt, row, callFlowAsync('Follow', followJob, job)],
      next,
      callFlowAsync('Next Batch', self, { run, night, offset: next.out('output'), round: nextRound.out('output') }),
    ];
  },
);
