import type { Attributes } from '@opentelemetry/api';
import { version } from './version.ts';

type Api = typeof import('@opentelemetry/api');

let api: Api | undefined;

/**
 * From now on there are spans; without an api none. `startTracing` brings it: a start without traces does not load it.
 */
export const traceWith = (loaded: Api | undefined): void => {
  api = loaded;
};

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

const KINDS = { server: 'SERVER', client: 'CLIENT', internal: 'INTERNAL' } as const;

/** A failure by its kind: messages may hold what spans must not. */
function errorType(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown) return String(thrown.code);
  return thrown instanceof Error ? thrown.name : 'unknown';
}

/** Runs work inside of a span. Where nobody wants traces there is none, and nothing is spent on it. */
export const traced = <T>(name: string, options: SpanOptions<T>, work: () => Promise<T>): Promise<T> =>
  api ? inSpan(api, name, options, work) : work();

async function inSpan<T>(
  { context, propagation, SpanKind, SpanStatusCode, trace }: Api,
  name: string,
  options: SpanOptions<T>,
  work: () => Promise<T>,
): Promise<T> {
  const { kind, attributes = {}, headers, ended } = options;
  const parent = headers ? propagation.extract(context.active(), headers) : context.active();
  const tracer = trace.getTracer('okta-workflows-omni', version);
  const span = tracer.startSpan(name, { kind: SpanKind[KINDS[kind]], attributes }, parent);
  try {
    const result = await context.with(trace.setSpan(parent, span), work);
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
