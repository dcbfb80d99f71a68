import {
  type Attributes,
  type Context,
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { version } from './version.ts';

const tracer = trace.getTracer('okta-workflows-omni', version);

/** An SDK brings a propagator, and with it fields to read. */
const hasSdk = (): boolean => propagation.fields().length > 0;

/**
 * What a span is about: https://opentelemetry.io/docs/specs/semconv/. Never a user's name or value, nor an id of one.
 */
export interface SpanOptions<T> {
  readonly kind: 'server' | 'client' | 'internal';
  readonly attributes?: Attributes;
  /** The headers of a call, whose trace (`traceparent`) goes on; left out: the span is a part of the one around it. */
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
  /** What the end tells. */
  readonly ended?: (result: T) => Attributes;
}

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const;

const parentOf = (headers: SpanOptions<unknown>['headers']): Context =>
  headers ? propagation.extract(context.active(), headers) : context.active();

/** A failure by its kind: messages may hold what spans must not. */
function errorType(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown) return String(thrown.code);
  return thrown instanceof Error ? thrown.name : 'unknown';
}

/**
 * Runs work inside of a span. Without an SDK, which `startTracing` brings, there is none, and nothing is spent on it.
 */
export async function traced<T>(name: string, options: SpanOptions<T>, work: () => Promise<T>): Promise<T> {
  if (!hasSdk()) return await work();
  const { kind, attributes = {}, headers, ended } = options;
  const span = tracer.startSpan(name, { kind: KINDS[kind], attributes }, parentOf(headers));
  try {
    const result = await context.with(trace.setSpan(parentOf(headers), span), work);
    if (ended) span.setAttributes(ended(result));
    return result;
  } catch (thrown) {
    span.setAttribute('error.type', errorType(thrown));
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw thrown;
  } finally {
    span.end();
  }
}
