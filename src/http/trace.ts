import type { IncomingHttpHeaders } from 'node:http';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { version } from '../base/version.ts';

const tracer = trace.getTracer('okta-workflows-omni', version);

/** An SDK brings a propagator, and with it fields to read. */
const hasSdk = (): boolean => propagation.fields().length > 0;

/**
 * Runs work inside a span that continues the caller's trace (`traceparent`). Without an OpenTelemetry SDK, which is the
 * operator's to bring, the span does nothing.
 */
export async function inSpan<T>(name: string, headers: IncomingHttpHeaders, work: () => Promise<T>): Promise<T> {
  if (!hasSdk()) return await work();
  const caller = propagation.extract(context.active(), headers);
  return await tracer.startActiveSpan(name, { kind: SpanKind.SERVER }, caller, async (span) => {
    try {
      return await work();
    } catch (thrown) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw thrown;
    } finally {
      span.end();
    }
  });
}
