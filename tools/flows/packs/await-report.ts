import type { HelperFlow, Output, Step } from '../card.ts';
import { callFlowAsync, wait } from '../cards/calls.ts';
import { continueIf, ifElse, lookup } from '../cards/decisions.ts';
import { add } from '../cards/other-cards.ts';
import { alert } from './alert.ts';
import type { ask } from './ask.ts';

/** Waits and pages together; each starts the next one, and Okta allows 250 such steps. */
const ROUNDS = 200;

interface Awaited {
  /** How an alert names the report. */
  readonly name: string;
  /** Takes `status` and `message`. */
  readonly report: ReturnType<typeof ask>;
  /** The flow that these cards are in. */
  readonly self: HelperFlow;
  readonly round: Output;
  /** What the flow is given when it starts itself again, besides `round`; with `reportId`. */
  readonly again: Readonly<Record<string, Output>> & { readonly reportId: Output };
}

/**
 * The cards that wait a minute, ask for a report, and start their flow again as long as it is made. What follows them
 * runs once it is made; where it does not come to that, somebody is told.
 */
export function awaitReport({ name, report, self, round, again }: Awaited): { steps: Step[]; nextRound: Output } {
  const next = lookup('What Now?', report.out('status'), { queued: 'wait', running: 'wait', done: 'read' }, 'look');
  const addRound = add('Next Round', round, 1);
  const nextRound = addRound.out('output');
  const look = { subject: `${name} needs somebody`, text: report.out('message') };
  const steps = [
    ifElse('Too Long?', [round, '>', ROUNDS], {
      ifTrue: [callFlowAsync('Alert: Too Long', alert, { subject: `${name} does not end`, text: again.reportId })],
    }),
    continueIf('Not Too Long', [round, '<=', ROUNDS], 'The report is no longer read.'),
    wait('Pause', 1, 'minute'),
    report.steps,
    continueIf('Answered', [report.ok, '==', true], 'The report could not be read: see Connector Errors.'),
    [next, addRound],
    ifElse('Still Working?', [next.out('result'), '==', 'wait'], {
      ifTrue: [callFlowAsync('Look Again', self, { ...again, round: nextRound })],
    }),
    continueIf('Ended', [next.out('result'), '!=', 'wait'], 'The report is still being made.'),
    ifElse('Stopped?', [next.out('result'), '==', 'look'], { ifTrue: [callFlowAsync('Alert: Look', alert, look)] }),
    continueIf('Made', [next.out('result'), '==', 'read'], 'There is no report.'),
  ];
  return { steps, nextRound };
}
