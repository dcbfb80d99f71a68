/**
 * What pushes cost in Omni requests and minutes: 10,000 users of whom 200 change, three nights in a row, with lists
 * that omit the values and with lists that carry them. The engine is the real one; Omni is in memory and time is
 * virtual.
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { refreshOne } from '../src/pushes/keep-fresh.ts';
import { type FakeOmni, fakeOmni } from './fake-omni.ts';
import { leapingClock } from './leaping-clock.ts';
import { type PushWorld, pushWorld } from './push-world.ts';

const { values: options } = parseArgs({
  options: { users: { type: 'string', default: '10000' }, changed: { type: 'string', default: '200' } },
});
const USERS = Number(options.users);
const CHANGED = Number(options.changed);
const PAGE = 100;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

interface Cost {
  readonly requests: number;
  readonly minutes: number;
  readonly realSeconds: number;
}

async function costOf(omni: FakeOmni, { services }: PushWorld, work: () => Promise<unknown>): Promise<Cost> {
  const [requests, at, begin] = [omni.requests, services.clock.now(), performance.now()];
  await work();
  return {
    requests: omni.requests - requests,
    minutes: (services.clock.now() - at) / MINUTE_MS,
    realSeconds: (performance.now() - begin) / 1_000,
  };
}

/** Every user is in the push; some others than the night before are to change. */
function night(omni: FakeOmni, turn: number): { userName: string; region: string }[] {
  return omni.userNames.map((userName, i) => {
    const changes = Math.floor(i / CHANGED) === turn;
    return { userName, region: changes ? `night-${turn}` : (omni.region(userName) ?? '') };
  });
}

const shown = (cost: Cost): string[] => [
  cost.requests.toLocaleString('en'),
  cost.minutes.toFixed(1),
  cost.realSeconds.toFixed(1),
];

async function measure(listValues: boolean, table: Table.Table): Promise<void> {
  const omni = fakeOmni({ users: USERS, listValues });
  const clock = leapingClock();
  const world = await pushWorld({ send: omni.send, clock });
  const kind = listValues ? 'carry' : 'omit';
  const pages = 1 + Math.ceil(USERS / PAGE);
  for (let turn = 0; turn < 3; turn += 1) {
    const rows = night(omni, turn);
    const minimum = pages + CHANGED + (turn === 0 && !listValues ? USERS : 0);
    const cost = await costOf(omni, world, async () => {
      const push = await world.push(rows);
      const { status, changedCount, failedCount, minimumRequests } = push;
      const wrong = rows.filter(({ userName, region }) => omni.region(userName) !== region).length;
      if (status !== 'done' || changedCount !== CHANGED || failedCount + wrong > 0 || minimumRequests !== minimum) {
        throw new Error(`The push went wrong: ${JSON.stringify(push)}, ${wrong} values are wrong`);
      }
    });
    const share = cost.requests / minimum;
    table.push([kind, `push ${turn + 1}`, ...shown(cost), minimum.toLocaleString('en'), share.toFixed(3)]);
    const fresh = await costOf(omni, world, async () => {
      while ((await refreshOne(world.services)) !== 'nothing');
    });
    table.push([kind, `spare time after push ${turn + 1}`, ...shown(fresh), '', '']);
    clock.pass(HOUR_MS);
    if (share > 1.01) process.exitCode = 1;
  }
  await world.close();
}

const table = new Table({
  head: ['lists', '', 'requests', 'minutes', 'real s', 'minimum', 'of minimum'],
  style: { head: [], border: [], compact: true },
});
for (const listValues of [false, true]) await measure(listValues, table);
process.stdout.write(`${USERS} users, ${CHANGED} changed, one key at 60 requests a minute\n${table}\n`);
