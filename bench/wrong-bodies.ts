import axios from 'axios';
import { validatorOf } from '../src/schema/validator.ts';
import type { Helper } from './child-process.ts';
import { median } from './load.ts';
import { type Section, shown } from './report.ts';
import type { Surroundings } from './surroundings-server.ts';

/** A body that is refused, and how many rows or fields it has. */
interface Wrong {
  readonly name: string;
  readonly action: string;
  readonly count: number;
  readonly body: Buffer;
}

const ROUNDS = 5;
const GOAL = 5;
const GOOD_ROW = { userName: 'analyst.one@acme.example', values: { blob_entity: 'emea' } };

const rowsOf = (count: number, row: object): Buffer => Buffer.from(JSON.stringify({ rows: Array(count).fill(row) }));
const fieldsOf = (count: number): Buffer =>
  Buffer.from(JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`unknown${index}`, 1]))));

const WRONG: readonly Wrong[] = [
  { name: '20,000 rows {}', action: 'push-users', count: 20_000, body: rowsOf(20_000, {}) },
  {
    name: '20,000 rows, each with a misspelt field',
    action: 'push-users',
    count: 20_000,
    body: rowsOf(20_000, { ...GOOD_ROW, valeus: 1 }),
  },
  { name: '600,000 rows {}', action: 'push-users', count: 600_000, body: rowsOf(600_000, {}) },
  { name: '100,000 unknown fields', action: 'ping', count: 100_000, body: fieldsOf(100_000) },
];

/** What a good body of as many rows takes: JSON.parse and one check by the schema, in milliseconds. */
function yardstick(count: number): number {
  const text = rowsOf(count, GOOD_ROW).toString();
  const fits = validatorOf('push-users.input.json');
  const rounds = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    if (!fits(JSON.parse(text))) throw new Error('the good body is not good');
    return performance.now() - started;
  });
  return median(rounds);
}

/** The longest that /healthz, asked without a pause, has to wait while a body is refused; in milliseconds. */
async function longestBlock(url: string, token: string, { action, body }: Wrong): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  let isRefused = false;
  const refusal = axios
    .post(`${url}/v1/actions/${action}`, body, { headers, validateStatus: () => true })
    .finally(() => {
      isRefused = true;
    });
  let longest = 0;
  while (!isRefused) {
    const started = performance.now();
    await axios.get(`${url}/healthz`);
    longest = Math.max(longest, performance.now() - started);
  }
  const { status } = await refusal;
  if (status < 400 || status >= 500) throw new Error(`${action} answered ${status} to a wrong body`);
  return longest;
}

async function row(url: string, token: string, wrong: Wrong): Promise<string[]> {
  const blocks: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) blocks.push(await longestBlock(url, token, wrong));
  const [block, good] = [median(blocks), yardstick(wrong.count)];
  const ratio = block / good;
  const verdict = ratio <= GOAL ? 'met' : 'missed';
  return [wrong.name, shown(wrong.body.length), shown(block), shown(good), shown(ratio), `goal ${GOAL}: ${verdict}`];
}

/** How long a body that is refused keeps everybody else waiting. */
export async function measureWrongBodies(
  { ready: { url } }: Helper<{ readonly url: string }>,
  { tokens: [token = ''] }: Surroundings,
): Promise<Section> {
  const rows: string[][] = [];
  for (const wrong of WRONG) rows.push(await row(url, token, wrong));
  return {
    title: 'Bodies that are refused',
    head: ['', 'bytes', 'longest wait of others, ms', 'a good body, ms', 'ratio', ''],
    rows,
    notes: [
      'The wait is that of /healthz, asked without a pause; medians. "A good body": JSON.parse and the schema, for as many good rows.',
    ],
  };
}
