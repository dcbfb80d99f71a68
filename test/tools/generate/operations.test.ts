import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { createMetrics } from '../../../src/base/metrics.ts';
import { packageRoot } from '../../../src/base/package-root.ts';
import { ALERTS } from '../../../tools/generate/operations/alerts.ts';
import { dashboard } from '../../../tools/generate/operations/dashboard.ts';

const RULES = join(packageRoot, 'connector/operations/prometheus-rules.yml');
const DASHBOARD = join(packageRoot, 'connector/operations/grafana-dashboard.json');

interface Panel {
  readonly gridPos: { readonly x: number; readonly y: number };
  readonly targets?: readonly { readonly expr: string }[];
}

const { panels } = dashboard() as { readonly panels: readonly Panel[] };
const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

interface Shown {
  readonly name: string;
  readonly type: unknown;
  readonly labels: readonly string[];
}

/** What /metrics shows, by name; of a histogram also its parts. */
async function shownMetrics(): Promise<ReadonlyMap<string, Shown>> {
  const { registry } = createMetrics(false);
  const all = await registry.getMetricsAsJSON();
  const entries = all.flatMap(({ name, type }) => {
    const { labelNames = [] } = registry.getSingleMetric(name) as unknown as {
      readonly labelNames?: readonly string[];
    };
    const isHistogram = String(type) === 'histogram';
    const shown = { name, type, labels: isHistogram ? [...labelNames, 'le'] : labelNames };
    const names = isHistogram ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name];
    return names.map((one) => [one, shown] as const);
  });
  return new Map(entries);
}

const namesIn = (expr: string): string[] => expr.match(/okta_workflows_omni_\w+/g) ?? [];
/** The labels that an expression selects or groups by. */
const labelsIn = (expr: string): string[] => [
  ...[...expr.matchAll(/(\w+)\s*(?:=~|!=|=)\s*"/g)].map(([, label = '']) => label),
  ...[...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(',').map((one) => one.trim())),
];

describe.each([
  ['the alerts', ALERTS.map(({ expr }) => expr)],
  ['the dashboard', queries],
])('%s', (_, expressions) => {
  test('name metrics and labels that there are', async () => {
    const shown = await shownMetrics();
    for (const expr of expressions) {
      const names = namesIn(expr);
      expect(names).not.toEqual([]);
      const labels = names.flatMap((name) => shown.get(name)?.labels ?? [`no ${name}`]);
      expect(labels).toEqual(expect.arrayContaining(labelsIn(expr)));
      for (const name of names) expect([...shown.keys()]).toContain(name);
    }
  });
});

test('each alert has a name of its own, and says what to do', () => {
  expect(new Set(ALERTS.map(({ name }) => name)).size).toBe(ALERTS.length);
  for (const { summary, action } of ALERTS) {
    expect(summary).toMatch(/^[A-Z].*\.$/);
    expect(action).toMatch(/^\w.*\.$/);
  }
});

test('the files hold them', () => {
  const { groups } = parse(readFileSync(RULES, 'utf8'));
  expect(groups[0].rules.map(({ alert }: { alert: string }) => alert)).toEqual(ALERTS.map(({ name }) => name));
  expect(JSON.parse(readFileSync(DASHBOARD, 'utf8'))).toEqual(dashboard());
  // Nothing lies upon anything else.
  const cells = panels.map(({ gridPos: { x, y } }) => `${x} ${y}`);
  expect(new Set(cells).size).toBe(cells.length);
});

/** Debian has it in the package prometheus; CI checks the rules in a step of its own. */
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const withPromtool = hasPromtool ? test : test.skip;

withPromtool('promtool takes the rules (skipped where promtool is not installed)', () => {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', RULES], { encoding: 'utf8' });
  expect(`${stdout}${stderr}`).toContain(`${ALERTS.length} rules found`);
  expect(status).toBe(0);
});
