import { outs } from '../card.ts';
import { callFlowAsync, FromItem, forEach } from '../cards/calls.ts';
import { continueIf, ifElse } from '../cards/decisions.ts';
import { assign, pick } from '../cards/objects.ts';
import { clearTable, createRow } from '../cards/table-cards.ts';
import { daily, helperFlow, scheduledFlowAt } from '../flow.ts';
import type { Pack } from '../pack.ts';
import type { Table } from '../table.ts';
import { alert } from './alert.ts';
import { answerShapes, ask } from './ask.ts';
import { awaitReport } from './await-report.ts';
import { callConnector } from './call-connector.ts';
import { connectorErrors } from './connector-errors.ts';
import { EXAMPLE_ADDRESS } from './example-address.ts';

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
    const again = { baseUrl, reportId, threshold };
    const made = awaitReport({ name: 'The drift report', report, self, round, again: { ...again, cursor } });
    return [
      made.steps,
      forEach('Record Each', report.out('rows'), recordDifference, { row: new FromItem('') }),
      ifElse('More Pages?', [nextCursor, 'is not empty', ''], {
        ifTrue: [callFlowAsync('Next Page', self, { ...again, cursor: nextCursor, round: made.nextRound })],
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
