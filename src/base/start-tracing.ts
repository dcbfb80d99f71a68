import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import { traceWith } from './tracing.ts';
import { version } from './version.ts';

const LOG_EVERY_MS = 60_000;
const PROTOCOL = 'http/json';

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
function isWanted(environment: NodeJS.ProcessEnv): boolean {
  const { OTEL_SDK_DISABLED: disabled, OTEL_TRACES_EXPORTER: exporter } = environment;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own } = environment;
  return disabled?.toLowerCase() !== 'true' && exporter !== 'none' && Boolean(all || own);
}

/** What the exporter has to say, once a minute: it tries again and again. */
function tellProblems({ diag, DiagLogLevel }: typeof import('@opentelemetry/api'), log: Log, clock: Clock): void {
  let toldAt = Number.NEGATIVE_INFINITY;
  const told = (): void => {
    if (clock.now() - toldAt < LOG_EVERY_MS) return;
    toldAt = clock.now();
    // Its own words may hold the headers of the exporter, and with them a token.
    log.warn('traces could not be sent to the collector of OTEL_EXPORTER_OTLP_ENDPOINT: spans are lost');
  };
  const silent = (): void => undefined;
  diag.setLogger({ error: told, warn: silent, info: silent, debug: silent, verbose: silent }, DiagLogLevel.ERROR);
}

/** As `OTEL_TRACES_SAMPLER=parentbased_traceidratio` has it: the share of the traces that begin here. */
function shareOf({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: arg }: NodeJS.ProcessEnv): number {
  if (sampler !== 'parentbased_traceidratio') return 1;
  const share = Number(arg ?? 1);
  return share >= 0 && share <= 1 ? share : 1;
}

/**
 * Sends traces to a collector (OTLP over HTTP, as JSON) where the standard variables of OpenTelemetry name one:
 * docs/operating.md. Without them nothing is loaded.
 *
 * @returns sends what is left and ends it
 */
export async function startTracing(
  environment: NodeJS.ProcessEnv,
  { log, clock }: { readonly log: Log; readonly clock: Clock },
): Promise<() => Promise<void>> {
  if (!isWanted(environment)) return async () => undefined;
  const { OTEL_EXPORTER_OTLP_PROTOCOL: all, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: own } = environment;
  if ((own ?? all ?? PROTOCOL) !== PROTOCOL) log.warn({ protocol: own ?? all }, `traces are sent as ${PROTOCOL} only`);
  const [api, sdk, { OTLPTraceExporter }, { AsyncLocalStorageContextManager }, core, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/core'),
    import('@opentelemetry/resources'),
  ]);
  const { envDetector, detectResources, defaultResource, resourceFromAttributes } = resources;
  tellProblems(api, log, clock);
  const named = resourceFromAttributes({ 'service.name': 'okta-workflows-omni', 'service.version': version });
  const provider = new sdk.TracerProvider({
    // What the environment says of the service counts more.
    resource: defaultResource()
      .merge(named)
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(shareOf(environment)) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  api.trace.setGlobalTracerProvider(provider);
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  api.propagation.setGlobalPropagator(new core.W3CTraceContextPropagator());
  traceWith(api);
  return async () => {
    traceWith(undefined);
    await provider.shutdown().catch(() => undefined);
  };
}
