import type { Helper } from './child-process.ts';
import type { Spent } from './connector-server.ts';
import { shoot, type Variant } from './load.ts';
import { type Section, shown } from './report.ts';
import type { Surroundings } from './surroundings-server.ts';

type Connector = Helper<{ readonly url: string }>;

const SECONDS = 2;
const PARALLEL = 10;

const difference = (after: Spent, before: Spent): Spent => ({
  database: {
    ms: after.database.ms - before.database.ms,
    statements: after.database.statements - before.database.statements,
    transactions: after.database.transactions - before.database.transactions,
  },
  omni: { ms: after.omni.ms - before.omni.ms, requests: after.omni.requests - before.omni.requests },
});

/** Every connection writes a user of its own, over and over, the given values in turn. */
function writing(
  name: string,
  server: Connector,
  { tokens, userNames }: Surroundings,
  turns: readonly string[],
): Variant {
  const [token = ''] = tokens;
  const shots = (connection: number) => {
    const userName = userNames[connection] ?? '';
    return turns.map((value) => ({ token, body: { userName, values: { reference_1: value } } }));
  };
  return { name, server, path: '/v1/actions/set-user-values', connections: 1, shots, status: 200 };
}

/** Microseconds of CPU of a call that does nothing, one at a time as the writes are. */
async function pingCpu(server: Connector, { tokens }: Surroundings): Promise<number> {
  const [token = ''] = tokens;
  const shots = () => [{ token, body: {} }];
  const ping = { name: 'ping', server, path: '/v1/actions/ping', connections: 1, shots, status: 200 };
  await shoot(ping, SECONDS / 2);
  return (await shoot(ping, SECONDS)).cpu;
}

async function row(variant: Variant, connector: Connector, ping: number): Promise<string[]> {
  await shoot(variant, SECONDS / 2);
  const before = await connector.ask<Spent>();
  const alone = await shoot(variant, SECONDS);
  const { database, omni } = difference(await connector.ask<Spent>(), before);
  const parallel = await shoot({ ...variant, connections: PARALLEL }, SECONDS);
  const perCall = (total: number): string => shown(total / alone.requests);
  const ms = 1_000 / alone.perSecond;
  const share = Math.round((100 * database.ms) / alone.requests / ms);
  return [
    variant.name,
    shown(parallel.perSecond),
    shown(ms),
    `${perCall(database.ms)} (${share} %)`,
    perCall(database.statements),
    perCall(database.statements + 2 * database.transactions),
    perCall(omni.ms),
    perCall(omni.requests),
    shown(alone.cpu / 1_000),
    shown(alone.cpu / ping),
  ];
}

/** The connector's own cost of writing, where Omni sets no limit: what part is database, Omni, and everything else. */
export async function measureWrites(connector: Connector, surroundings: Surroundings): Promise<Section> {
  const unchanged = writing('set-user-values, already in place', connector, surroundings, ['emea']);
  const changed = writing('set-user-values, written and read back', connector, surroundings, ['apac', 'emea']);
  const ping = await pingCpu(connector, surroundings);
  return {
    title: 'Writing, with a local Omni without a limit',
    head: [
      '',
      `calls/s, ${PARALLEL} at once`,
      'ms a call',
      'database ms',
      'statements',
      'round trips',
      'Omni ms',
      'Omni requests',
      'CPU ms',
      'CPU, in pings',
    ],
    rows: [await row(unchanged, connector, ping), await row(changed, connector, ping)],
    notes: [
      'Embedded database in a folder. All but the first column is one call at a time.',
      'Of the statements one reserves four slots, and where two are needed another one gives the rest back. "Round trips" are those to a server of PostgreSQL: BEGIN and COMMIT count.',
      '"CPU ms" is what the process of the connector computed, the embedded database in it included; "in pings": beside one call of ping.',
      'Omni itself allows 60 requests a minute and key, so a real deployment is never near these figures.',
    ],
  };
}
