/**
 * What the connector does for many users: a big push with several replicas on PostgreSQL and a local Omni of many keys,
 * and how the times of what goes over many rows grow. On a server of its own, or that of DATABASE_URL.
 */
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureGrowth } from './growth.ts';
import { growthSection } from './growth-section.ts';
import { machine } from './machine.ts';
import { benchServer } from './postgres.ts';
import { asText } from './report.ts';
import { writeScalePage } from './scale-page.ts';
import { measureScale } from './scale-run.ts';

const number = (preset: number) => ({ type: 'string', default: `${preset}` }) as const;
const { values } = parseArgs({
  options: {
    users: number(100_000),
    changes: number(20_000),
    replicas: number(3),
    keys: number(10),
    rows: number(1_000_000),
    write: { type: 'boolean', default: false },
  },
});
const FEWEST_ROWS = 1_000;
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

/** By tens up to the largest. */
function sizesUpTo(most: number): number[] {
  const sizes: number[] = [];
  for (let rows = FEWEST_ROWS; rows <= most; rows *= 10) sizes.push(rows);
  return sizes;
}

const { users, changes, replicas, keys } = values;
const options = { users: Number(users), changes: Number(changes), replicas: Number(replicas), keys: Number(keys) };
const server = await benchServer();
const asked = process.argv.slice(2).filter((word) => word !== '--write');
const command = ['npm run bench:scale', ...(asked.length > 0 ? ['--', ...asked] : [])].join(' ');
const where = machine(command, `${server.about}, on the same machine.`);
say(where);
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const log = openSync(join(folder, 'log'), 'w');
try {
  const run = await measureScale(await server.newDatabase(), options, log);
  say(asText(run));
  const curves = await measureGrowth(server, sizesUpTo(Number(values.rows)));
  say(asText(growthSection(curves)));
  if (values.write) writeScalePage(where, run, curves);
  rmSync(folder, { recursive: true });
} catch (thrown) {
  say(`The log of the replicas is kept in ${folder}.`);
  throw thrown;
} finally {
  closeSync(log);
  await server.stop();
}
