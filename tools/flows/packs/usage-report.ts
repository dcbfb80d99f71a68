import { outs } from '../card.ts';
import { callFlowAsync, FromItem, forEach } from '../cards/calls.ts';
import { continueIf, ifElse } from '../cards/decisions.ts';
import { assign, pick } from '../cards/objects.ts';
import { clearTable, createRow } from '../cards/table-cards.ts';
import { filterList, listToText, pluck } from '../cards/texts.ts';
import { daily, helperFlow, scheduledFlowAt } from '../flow.ts';
import type { Pack } from '../pack.ts';
import type { Table } from '../table.ts';
import { alert } from './alert.ts';
import { answerShapes, ask } from './ask.ts';
import { awaitReport } from './await-report.ts';
import { callConnector } from './call-connector.ts';
import { connectorErrors } from './connector-errors.ts';
import { EXAMPLE_ADDRESS } from './example-address.ts';

const usage: Table = {
  name: 'Usage',
  description: 'Which place of which model uses which attribute, as of the last report.',
  columns: {
    Reference: 'str',
    'In Omni': 'str',
    Model: 'str',
    Topic: 'str',
    Kind: 'str',
    File: 'str',
    Line: 'dec',
    Detail: 'str',
  },
};

/** Which field of a use goes into which column. */
const COLUMNS = { Model: 'model', Topic: 'topic', Kind: 'kind', File: 'file', Line: 'line', Detail: 'detail' };

const warnings: Table = {
  name: 'Usage Warnings',
  description: 'What the last report warns of; docs/access.md says what each code means.',
  columns: { Code: 'str', Reference: 'str', Message: 'str' },
};

const RECORD_USE = 'Record Use';

const recordUse = helperFlow(
  RECORD_USE,
  'Writes one place that uses an attribute.',
  { use: 'object', reference: 'string', inOmni: 'string' },
  (start) => {
    const place = { flow: RECORD_USE, card: 'Place' };
    const shapes = answerShapes(place, 'report-usage', Object.values(COLUMNS), 'attributes.uses');
    const use = pick(place.card, start.out('use'), shapes);
    const values = Object.fromEntries(Object.entries(COLUMNS).map(([column, key]) => [column, use.out(key)]));
    const [reference, inOmni] = outs(start, 'reference', 'inOmni');
    return [use, createRow('Record', usage, { Reference: reference, 'In Omni': inOmni, ...values })];
  },
);

const RECORD_ATTRIBUTE = 'Record Attribute';

const recordAttribute = helperFlow(
  RECORD_ATTRIBUTE,
  'Writes the places that use one attribute, or one row without a place where nothing does.',
  { attribute: 'object', inOmni: 'string' },
  (start) => {
    const place = { flow: RECORD_ATTRIBUTE, card: 'Attribute' };
    const shapes = answerShapes(place, 'report-usage', ['reference', 'usedCount', 'uses'], 'attributes');
    const attribute = pick(place.card, start.out('attribute'), shapes);
    const [reference, inOmni] = [attribute.out('reference'), start.out('inOmni')];
    const nowhere = { Reference: reference, 'In Omni': inOmni, Detail: 'not used' };
    return [
      attribute,
      ifElse('Not Used?', [attribute.out('usedCount'), '==', 0], {
        ifTrue: [createRow('Record Not Used', usage, nowhere)],
      }),
      forEach('Record Each', attribute.out('uses'), recordUse, { use: new FromItem(''), reference, inOmni }),
    ];
  },
);

const RECORD_WARNING = 'Record Warning';

const recordWarning = helperFlow(RECORD_WARNING, 'Writes one warning.', { warning: 'object' }, (start) => {
  const place = { flow: RECORD_WARNING, card: 'Warning' };
  const shapes = answerShapes(place, 'report-usage', ['code', 'reference', 'message'], 'warnings');
  const warning = pick(place.card, start.out('warning'), shapes);
  const [code, reference, message] = outs(warning, 'code', 'reference', 'message');
  return [warning, createRow('Record', warnings, { Code: code, Reference: reference, Message: message })];
});

const READ = 'Read Usage';

const readUsage = helperFlow(
  READ,
  'Waits for the report, records it, and says what is wrong.',
  { baseUrl: 'string', reportId: 'string', round: 'number' },
  (start, self) => {
    const [baseUrl, reportId, round] = outs(start, 'baseUrl', 'reportId', 'round');
    const report = ask({
      flow: READ,
      baseUrl,
      action: 'report-usage',
      body: { reportId },
      take: ['status', 'attributes', 'undefined', 'unusedCount', 'warnings', 'message'],
    });
    const made = awaitReport({ name: 'The usage report', report, self, round, again: { baseUrl, reportId } });
    const missing = pluck('Missing References', report.out('undefined'), 'reference', 'string[]');
    const missingText = listToText('Missing', missing.out('values'), ', ').out('string');
    const notFilled = filterList('Not Filled', report.out('warnings'), 'code', 'USED_NOT_FILLED');
    const notFilledReferences = pluck('Not Filled References', notFilled.out('list'), 'reference', 'string[]');
    const notFilledText = listToText('Nobody Fills', notFilledReferences.out('values'), ', ').out('string');
    return [
      made.steps,
      // Told before it is recorded: a table that takes no more rows keeps nobody from hearing of it.
      [missing, missingText.card, notFilled, notFilledReferences, notFilledText.card],
      ifElse('Is Any Missing?', [missingText, 'is not empty', ''], {
        ifTrue: [
          callFlowAsync('Alert: Missing', alert, {
            subject: 'Models name attributes that Omni does not have',
            text: missingText,
          }),
        ],
      }),
      ifElse('Is Any Not Filled?', [notFilledText, 'is not empty', ''], {
        ifTrue: [
          callFlowAsync('Alert: Not Filled', alert, {
            subject: 'Models use attributes that nobody fills',
            text: notFilledText,
          }),
        ],
      }),
      ifElse('Not All Read?', [report.out('unusedCount'), '==', -1], {
        ifTrue: [
          callFlowAsync('Alert: Not All Read', alert, {
            subject: 'Not all of the models could be read',
            text: report.out('message'),
          }),
        ],
      }),
      clearTable('Forget the Last Usage', usage),
      clearTable('Forget the Last Warnings', warnings),
      forEach('Record Attributes', report.out('attributes'), recordAttribute, {
        attribute: new FromItem(''),
        inOmni: 'yes',
      }),
      forEach('Record Missing', report.out('undefined'), recordAttribute, {
        attribute: new FromItem(''),
        inOmni: 'no',
      }),
      forEach('Record Warnings', report.out('warnings'), recordWarning, { warning: new FromItem('') }),
    ];
  },
);

const NAME = 'Usage Report';

const report = scheduledFlowAt(NAME, 'Begins a report on where the models use each attribute.', daily(5), () => {
  const settings = assign('Configuration', { baseUrl: EXAMPLE_ADDRESS });
  const baseUrl = settings.out('baseUrl');
  const begun = ask({ flow: NAME, baseUrl, action: 'report-usage', body: {}, take: ['reportId'] });
  return [
    settings,
    begun.steps,
    continueIf('Begun', [begun.ok, '==', true], 'The report could not be begun: see Connector Errors.'),
    callFlowAsync('Read', readUsage, { baseUrl, reportId: begun.out('reportId'), round: 1 }),
  ];
});

export const usageReport: Pack = {
  name: 'usage_report',
  title: 'Omni: Usage Report',
  description:
    "Every morning: where Omni's models use each attribute, in a table, with an alarm for attributes that do not exist or that nobody fills.",
  flows: [report, readUsage, recordAttribute, recordUse, recordWarning, callConnector, alert],
  tables: [usage, warnings, connectorErrors],
  steps: [
    "The Omni key of the connector needs to see models and connections: an Organization Admin's does (docs/access.md).",
  ],
  use: [
    'The table **Usage** holds the last report, a row for each place; `In Omni` is `no` for what a model names and Omni does not have. **Usage Warnings** holds what it warns of.',
    'What does not exist, what nobody fills, and models that could not be read run the flow **Alert**, each once a report, with the names.',
    'The report also lets the connector judge what a value opens, in plans and in `preview-access`: each morning by the models of that morning.',
  ],
};
