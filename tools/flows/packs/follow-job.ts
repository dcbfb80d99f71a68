import { outs } from '../card.ts';
import { callFlowAsync, wait } from '../cards/calls.ts';
import { continueIf, ifElse, lookup } from '../cards/decisions.ts';
import { add } from '../cards/other-cards.ts';
import { updateRow } from '../cards/table-cards.ts';
import { helperFlow } from '../flow.ts';
import { alert } from './alert.ts';
import { ask } from './ask.ts';
import { runs } from './runs.ts';

const NAME = 'Follow Job';
const PAUSE_MINUTES = 5;
/** With the pause: 8 hours. Each round starts the next one, and Okta allows 250 such steps. */
const ROUNDS = 96;

/** Looks at a job every 5 minutes until it ends, keeps its row up to date, and alerts when somebody should look. */
export const followJob = helperFlow(
  NAME,
  'Follows one job of the connector: waits, asks for its state, and starts itself again until the job ends.',
  { baseUrl: 'string', jobId: 'string', rowId: 'string', round: 'number' },
  (start, self) => {
    const [baseUrl, jobId, rowId, round] = outs(start, 'baseUrl', 'jobId', 'rowId', 'round');
    const job = ask({
      flow: NAME,
      baseUrl,
      action: 'get-job',
      body: { jobId },
      take: ['status', 'total', 'changedCount', 'unchangedCount', 'failedCount', 'message', 'finishedAt'],
    });
    const message = job.out('message');
    const next = lookup('What Now?', job.out('status'), { queued: 'wait', running: 'wait', done: 'done' }, 'look');
    const nextRound = add('Next Round', round, 1);
    const again = { baseUrl, jobId, rowId, round: nextRound.out('output') };
    return [
      ifElse('Too Long?', [round, '>', ROUNDS], {
        ifTrue: [
          callFlowAsync('Alert: Too Long', alert, { subject: 'A job has not ended after 8 hours', text: jobId }),
        ],
      }),
      continueIf('Not Too Long', [round, '<=', ROUNDS], 'The job is no longer followed.'),
      wait('Pause', PAUSE_MINUTES, 'minute'),
      job.steps,
      nextRound,
      ifElse('No Answer?', [job.ok, '==', false], { ifTrue: [callFlowAsync('Ask Again', self, again)] }),
      continueIf('Answered', [job.ok, '==', true], 'The state of the job could not be read: see Connector Errors.'),
      updateRow('Record State', runs, rowId, {
        Status: job.out('status'),
        Total: job.out('total'),
        Changed: job.out('changedCount'),
        Unchanged: job.out('unchangedCount'),
        Failed: job.out('failedCount'),
        Message: message,
        Finished: job.out('finishedAt'),
      }),
      next,
      ifElse('Still Working?', [next.out('result'), '==', 'wait'], {
        ifTrue: [callFlowAsync('Look Again', self, again)],
      }),
      continueIf('Ended', [next.out('result'), '!=', 'wait'], 'The job is still working.'),
      ifElse('Stopped?', [next.out('result'), '==', 'look'], {
        ifTrue: [callFlowAsync('Alert: Look', alert, { subject: 'A job needs somebody', text: message })],
      }),
      continueIf('Done', [next.out('result'), '==', 'done'], 'The job needs somebody.'),
      continueIf('Rows Failed', [job.out('failedCount'), '>', 0], 'Every row is in place.'),
      callFlowAsync('Alert: Rows Failed', alert, { subject: 'Rows of a job failed', text: message }),
    ];
  },
);
