import { createMetrics, METRIC_PREFIX, type Metrics } from '../../../src/base/metrics.ts';

/** By the names in the code, so that a metric that is renamed or gone is found by the compiler or here. */
const { registry, ...metrics } = createMetrics(false);

type MetricKey = Exclude<keyof Metrics, 'registry'>;

/** The name under which /metrics shows a metric. */
export function metricName(key: MetricKey | 'buildInfo'): string {
  if (key === 'buildInfo') return `${METRIC_PREFIX}build_info`;
  // prom-client tells the name of a metric to its registry alone.
  const name = (metrics[key] as unknown as { readonly name: string }).name;
  if (!registry.getSingleMetric(name)) throw new Error(`/metrics does not show ${key}`);
  return name;
}
