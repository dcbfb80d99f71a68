import { metricName as m } from './metric-name.ts';

/** One question, answered by one picture. */
interface Panel {
  readonly title: string;
  readonly kind: 'timeseries' | 'stat';
  readonly unit: string;
  /** PromQL, with the legend of each. */
  readonly queries: readonly (readonly [expr: string, legend: string])[];
  /** In twenty-fourths of the width. */
  readonly width: number;
}

const rate = (name: string, by: string): string => `sum by (${by}) (rate(${name}[$__rate_interval]))`;
const p95 = (name: string): string => `histogram_quantile(0.95, sum by (le) (rate(${name}_bucket[$__rate_interval])))`;

const ROWS: readonly (readonly [title: string, panels: readonly Panel[]])[] = [
  [
    'Now',
    [
      { title: 'Version', kind: 'stat', unit: 'none', width: 4, queries: [[m('buildInfo'), '{{version}}']] },
      {
        title: 'Keys that Omni refuses',
        kind: 'stat',
        unit: 'none',
        width: 4,
        queries: [[`sum(max by (key) (${m('omniKeyRefused')}))`, 'refused']],
      },
      {
        title: 'Jobs that wait for approval',
        kind: 'stat',
        unit: 'none',
        width: 4,
        queries: [[`max(${m('openJobs')}{status="needs-approval"})`, 'jobs']],
      },
      {
        title: 'Since the last good sync',
        kind: 'stat',
        unit: 's',
        width: 4,
        queries: [[`time() - max by (kind) (${m('lastSync')})`, '{{kind}}']],
      },
      {
        title: 'Age of the signing keys',
        kind: 'stat',
        unit: 's',
        width: 4,
        queries: [[`max(${m('oktaKeysAge')})`, 'age']],
      },
      { title: 'Database', kind: 'stat', unit: 'bytes', width: 4, queries: [[`max(${m('databaseBytes')})`, 'size']] },
    ],
  ],
  [
    'Calls',
    [
      {
        title: 'Calls by action',
        kind: 'timeseries',
        unit: 'reqps',
        width: 8,
        queries: [[rate(`${m('actionSeconds')}_count`, 'action'), '{{action}}']],
      },
      {
        title: 'Time of a call, p95',
        kind: 'timeseries',
        unit: 's',
        width: 8,
        queries: [[p95(m('actionSeconds')), 'p95']],
      },
      {
        title: 'Answers that are errors',
        kind: 'timeseries',
        unit: 'reqps',
        width: 8,
        queries: [[rate(m('refusals'), 'code'), '{{code}}']],
      },
    ],
  ],
  [
    'Omni and Okta',
    [
      {
        title: 'Requests to Omni a minute',
        kind: 'timeseries',
        unit: 'none',
        width: 8,
        queries: [[`60 * ${rate(m('omniRequests'), 'status')}`, '{{status}}']],
      },
      {
        title: 'Wait for a turn, and for an answer, p95',
        kind: 'timeseries',
        unit: 's',
        width: 8,
        queries: [
          [p95(m('omniWaitSeconds')), 'turn'],
          [p95(m('omniSeconds')), 'answer'],
        ],
      },
      {
        title: 'Requests to Okta',
        kind: 'timeseries',
        unit: 'reqps',
        width: 8,
        queries: [[rate(m('oktaRequests'), 'status'), '{{status}}']],
      },
    ],
  ],
  [
    'Jobs',
    [
      {
        title: 'Open jobs',
        kind: 'timeseries',
        unit: 'none',
        width: 6,
        queries: [[`max by (status) (${m('openJobs')})`, '{{status}}']],
      },
      {
        title: 'Age of the oldest',
        kind: 'timeseries',
        unit: 's',
        width: 6,
        queries: [[`max by (status) (${m('oldestJob')})`, '{{status}}']],
      },
      {
        title: 'Rows by outcome',
        kind: 'timeseries',
        unit: 'none',
        width: 6,
        queries: [[`60 * ${rate(m('pushRows'), 'outcome')}`, '{{outcome}}']],
      },
      {
        title: 'Paused, by cause',
        kind: 'timeseries',
        unit: 'none',
        width: 6,
        queries: [[`max by (cause) (${m('pausedJobs')})`, '{{cause}}']],
      },
    ],
  ],
  [
    'Truth',
    [
      {
        title: 'Values not seen after a write, read later, left to a later wish',
        kind: 'timeseries',
        unit: 'none',
        width: 8,
        queries: [
          [`sum(increase(${m('unverifiedWrites')}[$__rate_interval]))`, 'not seen'],
          [`sum(increase(${m('deferredWrites')}[$__rate_interval]))`, 'read later'],
          [`sum(increase(${m('placesLost')}[$__rate_interval]))`, 'a later wish has it'],
        ],
      },
      {
        title: 'How it was known what users held',
        kind: 'timeseries',
        unit: 'none',
        width: 8,
        queries: [[rate(m('rowTruth'), 'truth'), '{{truth}}']],
      },
      {
        title: 'The last drift report',
        kind: 'timeseries',
        unit: 'none',
        width: 8,
        queries: [[`max by (counter) (${m('drift')}{counter!="oktaUserCount",counter!="sameCount"})`, '{{counter}}']],
      },
    ],
  ],
  [
    'Changes in Okta',
    [
      {
        title: 'Events of the hook',
        kind: 'timeseries',
        unit: 'none',
        width: 8,
        queries: [[`60 * ${rate(m('hookEvents'), 'outcome')}`, '{{outcome}}']],
      },
      {
        title: 'Changes that wait, people who are waited for',
        kind: 'timeseries',
        unit: 'none',
        width: 8,
        queries: [
          [`max(${m('waitingChanges')})`, 'changes'],
          [`max(${m('missingPeople')})`, 'people'],
        ],
      },
      {
        title: 'Age of the oldest change',
        kind: 'timeseries',
        unit: 's',
        width: 8,
        queries: [[`max(${m('oldestChange')})`, 'oldest']],
      },
    ],
  ],
];

const SOURCE = { type: 'prometheus', uid: '$source' };
const HEIGHT = 8;

/** A place in the grid of the page. */
interface Place {
  readonly x: number;
  readonly y: number;
}

const panelOf = (id: number, { title, kind, unit, queries, width }: Panel, { x, y }: Place): object => ({
  id,
  title,
  type: kind,
  datasource: SOURCE,
  gridPos: { x, y, w: width, h: kind === 'stat' ? HEIGHT / 2 : HEIGHT },
  fieldConfig: { defaults: { unit }, overrides: [] },
  ...(title === 'Version' && { options: { textMode: 'name' } }),
  targets: queries.map(([expr, legendFormat], index) => ({
    refId: String.fromCharCode(65 + index),
    datasource: SOURCE,
    expr,
    legendFormat,
  })),
});

function layOut(): object[] {
  let id = 0;
  let y = 0;
  const panels: object[] = [];
  for (const [title, row] of ROWS) {
    id += 1;
    panels.push({ id, title, type: 'row', collapsed: false, gridPos: { x: 0, y, w: 24, h: 1 }, panels: [] });
    y += 1;
    let x = 0;
    for (const panel of row) {
      id += 1;
      panels.push(panelOf(id, panel, { x, y }));
      x += panel.width;
    }
    y += HEIGHT;
  }
  return panels;
}

/** A dashboard to be imported into Grafana, which asks for the Prometheus to read from. */
export const dashboard = (): object => ({
  title: 'okta-workflows-omni',
  uid: 'okta-workflows-omni',
  schemaVersion: 39,
  editable: true,
  refresh: '1m',
  time: { from: 'now-6h', to: 'now' },
  tags: ['okta-workflows-omni'],
  templating: { list: [{ name: 'source', label: 'Prometheus', type: 'datasource', query: 'prometheus' }] },
  panels: layOut(),
});
