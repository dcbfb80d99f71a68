import autocannon from 'autocannon';
import type { Helper } from './child-process.ts';

/** One request of a variant: every request is a POST with a JSON body and a token. */
export interface Shot {
  readonly token: string;
  readonly body: object;
}

/** One way of calling a server. */
export interface Variant {
  readonly name: string;
  readonly server: Helper<{ readonly url: string }>;
  readonly path: string;
  readonly connections: number;
  /** What a connection sends, in turn. @param connection counted from 0 */
  readonly shots: (connection: number) => readonly Shot[];
  readonly status: number;
}

export interface Sample {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /**
   * Microseconds of CPU that the server spent on a request: unlike the rest, other work on the machine hardly shows.
   */
  readonly cpu: number;
}

/** How often the load looks whether its time is over. */
const TICK_MS = 50;

const request = ({ token, body }: Shot): autocannon.Request => ({
  method: 'POST',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Sends as fast as the answers come. @throws Error when any answer has another status than the variant's */
export async function shoot(variant: Variant, seconds: number): Promise<Sample> {
  const { name, server, path, connections, shots, status } = variant;
  let connection = 0;
  const before = await server.ask();
  const result = await autocannon({
    url: server.ready.url + path,
    connections,
    duration: seconds,
    sampleInt: TICK_MS,
    setupClient: (client) => {
      client.setRequests(shots(connection).map(request));
      connection += 1;
    },
  });
  const { cpu } = await server.ask();
  const { latency, requests, duration, errors, statusCodeStats = {} } = result;
  const statuses = Object.keys(statusCodeStats);
  if (errors > 0 || statuses.some((found) => found !== String(status))) {
    throw new Error(`${name}: ${errors} errors, statuses ${statuses.join(', ')} instead of ${status}`);
  }
  const { total } = requests;
  const { p50, p99 } = latency;
  return { requests: total, perSecond: total / duration, p50, p99, cpu: (cpu - before.cpu) / total };
}

/** The middle one. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** The one below which 95 of 100 are. */
export const p95 = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[Math.ceil(numbers.length * 0.95) - 1] ?? Number.NaN;

function medians(samples: readonly Sample[]): Sample {
  const of = (figure: keyof Sample): number => median(samples.map((sample) => sample[figure]));
  return { requests: of('requests'), perSecond: of('perSecond'), p50: of('p50'), p99: of('p99'), cpu: of('cpu') };
}

/** The medians of several rounds, each of which calls every variant once, so that drift hits all alike. */
export async function alternate(
  variants: readonly Variant[],
  rounds: number,
  seconds: number,
): Promise<Map<Variant, Sample>> {
  const samples = new Map(variants.map((variant) => [variant, [] as Sample[]]));
  for (const variant of variants) await shoot(variant, seconds);
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of variants) samples.get(variant)?.push(await shoot(variant, seconds));
  }
  return new Map([...samples].map(([variant, all]) => [variant, medians(all)]));
}
