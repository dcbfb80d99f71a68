import { outs } from '../card.ts';
import { callFlowAsync, FromItem, forEach, wait } from '../cards/calls.ts';
import { continueIf, ifElse, lookup } from '../cards/decisions.ts';
import { assign, pick } from '../cards/objects.ts';
import { add } from '../cards/other-cards.ts';
import { clearTable, createRow } from '../cards/table-cards.ts';
import { daily, helperFlow, scheduledFlowAt } from '../flow.ts';
import type { Pack } from '../pack.ts';
import type { Table } from '../table.ts';
import { alert } from './alert.ts';
import { answerShapes, ask } from './ask.ts';
import { callConnector } from './call-connector.ts';
import { connectorErrors } from './connector-errors.ts';
import { EXAMPLE_ADDRESS } from './example-address.ts';

/** Waits and pages together; each starts the next one, and Okta allows 250 such steps. */
const ROUNDS = 200;
const PAGE = 200;

const drift: Table = {
  name: 'Drift',
  description: 'What Okta and Omni say differently, as of the last report.',
  columns: { 'User Name': 'str', Reference: 'str', Kind: 'str', Okta: 'str', Omni: 'str', Detail: 'str' },
};

/** Which field of a row goes into which column. */
const COLUMNS = {
  'User Name': 'userName',
  Reference: 'reference',
  Kind: 'kind',
  Okta: 'okta',
  Omni: 'omni',
  Detail: 'detail',
};

const RECORD = 'Record Difference';

const recordDifference = helperFlow(RECORD, 'Writes one row of the report.', { row: 'object' }, (start) => {
  const place = { flow: RECORD, card: 'Difference' };
  const shapes = answerShapes(place, 'report-drift', Object.values(COLUMNS), 'rows');
  const row = pick(place.card, start.out('row'), shapes);
  const values = Object.fromEntries(Object.entries(COLUMNS).map(([column, key]) => [column, row.out(key)]));
  return [row, createRow('Record', drift, values)];
});

const READ = 'Read Report';

const readReport = helperFlow(
  READ,
  'Waits for the report, records one page of it, and starts itself again until all is read.',
  { baseUrl: 'string', reportId: 'string', cursor: 'string', threshold: 'number', round: 'number' },
  (start, self) => {
    const [baseUrl, reportId, cursor, threshold] = outs(start, 'baseUrl', 'reportId', 'cursor', 'threshold');
    const round = start.out('round');
    const report = ask({
      flow: READ,
      baseUrl,
      action: 'report-drift',
      body: { reportId, cursor, limit: PAGE },
      take: ['status', 'driftCount', 'rows', 'nextCursor', 'message'],
    });
    const [nextCursor, message] = [report.out('nextCursor'), report.out('message')];
    const next = lookup('What Now?', report.out('status'), { queued: 'wait', running: 'wait', done: 'read' }, 'look');
    const nextRound = add('Next Round', round, 1);
    const again = { baseUrl, reportId, threshold, round: nextRound.out('output') };
    return [
      ifElse('Too Long?', [round, '>', ROUNDS], {
        ifTrue: [callFlowAsync('Alert: Too Long', alert, { subject: 'The drift report does not end', text: reportId })],
      }),
      continueIf('Not Too Long', [round, '<=', ROUNDS], 'The report is no longer read.'),
      wait('Pause', 1, 'minute'),
      report.steps,
      continueIf('Answered', [report.ok, '==', true], 'The report could not be read: see Connector Errors.'),
      [next, nextRound],
      ifElse('Still Working?', [next.out('result'), '==', 'wait'], {
        ifTrue: [callFlowAsync('Look Again', self, { ...again, cursor })],
      }),
      continueIf('Ended', [next.out('result'), '!=', 'wait'], 'The report is still being made.'),
      ifElse('Stopped?', [next.out('result'), '==', 'look'], {
        ifTrue: [callFlowAsync('Alert: Look', alert, { subject: 'The drift report needs somebody', text: message })],
      }),
      continueIf('Made', [next.out('result'), '==', 'read'], 'There is no report.'),
      forEach('Record Each', report.out('rows'), recordDifference, { row: new FromItem('') }),
      ifElse('More Pages?', [nextCursor, 'is not empty', ''], {
        ifTrue: [callFlowAsync('Next Page', self, { ...again, cursor: nextCursor })],
      }),
      continueIf('All Read', [nextCursor, 'is empty', ''], 'There are more pages.'),
      continueIf('Too Much', [report.out('driftCount'), '>', threshold], 'The drift is within the threshold.'),
      callFlowAsync('Alert: Drift', alert, { subject: 'Okta and Omni have drifted apart', text: message }),
    ];
  },
);

const NAME = 'Drift Report';

const report = scheduledFlowAt(NAME, 'Begins a report on what Okta and Omni say differently.', daily(6), () => {
  const settings = assign('Configuration', {
    baseUrl: EXAMPLE_ADDRESS,
    references: ['blob_entity'],
    threshold: 0,
  });
  const [baseUrl, references, threshold] = outs(settings, 'baseUrl', 'references', 'threshold');
  const begun = ask({ flow: NAME, baseUrl, action: 'report-drift', body: { references }, take: ['reportId'] });
  const reading = { baseUrl, reportId: begun.out('reportId'), cursor: '', threshold, round: 1 };
  return [
    settings,
    begun.steps,
    continueIf('Begun', [begun.ok, '==', true], 'The report could not be begun: see Connector Errors.'),
    clearTable('Forget the Last Report', drift),
    callFlowAsync('Read', readReport, reading),
  ];
});

export const driftReport: Pack = {
  name: 'drift_report',
  title: 'Omni: Drift Report',
  description: 'Every morning: what Okta and Omni say differently, in a table, with an alarm over a threshold.',
  flows: [report, readReport, recordDifference, callConnector, alert],
  tables: [drift, connectorErrors],
  steps: [
    'The connector needs its Okta settings (docs/settings.md): it reads Okta itself.',
    'In the card Configuration, `references` names the attributes that are compared, and `threshold` how many differences are none to speak of.',
  ],
  use: ['The table **Drift** holds the last report; more differences than `threshold` run the flow **Alert**.'],
};
