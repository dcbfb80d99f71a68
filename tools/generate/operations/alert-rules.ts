import { stringify } from 'yaml';
import { ALERTS } from './alerts.ts';

const HEAD = `# Made by \`npm run generate\` from tools/generate/operations/alerts.ts. Do not edit.
# Alerting rules of Prometheus: docs/operating.md
`;

/** The rules as Prometheus reads them. https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/ */
export function alertRules(): string {
  const rules = ALERTS.map(({ name, expr, for: wait, severity, summary, action }) => ({
    alert: name,
    expr,
    ...(wait !== '0m' && { for: wait }),
    labels: { severity },
    annotations: { summary, action },
  }));
  const document = { groups: [{ name: 'okta-workflows-omni', rules }] };
  return HEAD + stringify(document, { lineWidth: 0 });
}
