import type { Helper } from './child-process.ts';
import { alternate, type Sample, type Shot, type Variant } from './load.ts';
import { type Section, shown } from './report.ts';
import type { Surroundings } from './surroundings-server.ts';

type Server = Helper<{ readonly url: string }>;

const CONNECTIONS = 50;
const ROUNDS = 9;
const SECONDS = 0.8;
const GOAL = 0.75;

/** One line of the table. */
interface Line {
  readonly variant: Variant;
  readonly comparedTo: Variant;
  readonly goal: boolean;
}

/** A good token with its signature reversed: it is refused last, after the most work. */
function withWrongSignature(token: string): string {
  const signature = token.lastIndexOf('.') + 1;
  return token.slice(0, signature) + [...token.slice(signature)].reverse().join('');
}

const always = (token: string, body: object) => (): readonly Shot[] => [{ token, body }];

/** Each connection has tokens of its own, so that a token comes again only after all others. */
const rotating =
  (tokens: readonly string[], body: object) =>
  (connection: number): readonly Shot[] => {
    const share = Math.floor(tokens.length / CONNECTIONS);
    return tokens.slice(connection * share, (connection + 1) * share).map((token) => ({ token, body }));
  };

/** What a call of an action, and the bare route with the same answer, have in common. */
function callsOf(action: string, body: object, bare: Server, connector: Server, tokens: readonly string[]) {
  const [token = ''] = tokens;
  const call = { connections: CONNECTIONS, status: 200, shots: always(token, body) };
  const called = { ...call, server: connector, path: `/v1/actions/${action}` };
  const comparedTo = { ...call, name: `bare Express, same answer as ${action}`, server: bare, path: `/${action}` };
  const line = (variant: Variant, goal = false): Line => ({ variant, comparedTo, goal });
  const seldom = { ...called, name: `${action}, each token verified`, shots: rotating(tokens, body) };
  const refused = (what: string, bad: string) =>
    line({ ...called, name: `${action}, ${what}`, status: 401, shots: always(bad, body) });
  return {
    good: [line(comparedTo), line({ ...called, name: action }, true)],
    verified: [line(comparedTo), line(seldom)],
    refused: [refused('junk as token', 'junk'), refused('wrong signature', withWrongSignature(token))],
  };
}

function rowOf({ variant, comparedTo, goal }: Line, samples: ReadonlyMap<Variant, Sample>): string[] {
  const sample = samples.get(variant);
  const bare = samples.get(comparedTo);
  if (!sample || !bare) throw new Error(`${variant.name} was not measured`);
  const ratio = sample.perSecond / bare.perSecond;
  const verdict = goal ? `goal ${GOAL.toFixed(2)}: ${ratio >= GOAL ? 'reached' : 'missed'}` : '';
  const latencies = [sample.p50, sample.p99].map(String);
  return [variant.name, shown(sample.perSecond), ...latencies, shown(sample.cpu), ratio.toFixed(2), verdict];
}

/**
 * Requests a second of actions that need no Omni, against bare Express routes that give the same answers.
 *
 * @param bare has a route with the same answer for each action, by its name
 */
export async function measureThroughput(bare: Server, connector: Server, { tokens }: Surroundings): Promise<Section> {
  const ping = callsOf('ping', {}, bare, connector, tokens);
  const list = callsOf('list-attributes', {}, bare, connector, tokens);
  // What a refusal costs does not depend on the action.
  const parts = [
    [...ping.good, ...list.good],
    [...ping.verified, ...ping.refused, ...list.verified],
  ];
  const rows: string[][] = [];
  for (const lines of parts) {
    const variants = lines.map(({ variant }) => variant);
    const samples = await alternate(variants, ROUNDS, SECONDS);
    rows.push(...lines.map((line) => rowOf(line, samples)));
  }
  return {
    title: 'Actions that are answered without Omni',
    head: ['', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs', 'of bare', ''],
    rows,
    notes: [
      `${CONNECTIONS} connections; medians of ${ROUNDS} rounds of ${SECONDS} s each, after one round to warm up.`,
      'What has a goal is measured first, beside the bare routes alone; then what costs more, beside them once more.',
      'Bare Express gets the same requests and gives the same answers, by `express.json()` and `response.json()`.',
      'The actions run with every layer: request id, token, scope, body checks, schemas, log at info to a file, metrics.',
      '"Each token verified": there are more tokens in turn than the cache of verified tokens holds.',
    ],
  };
}
