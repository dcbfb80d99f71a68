/**
 * What a nightly push costs beside the ways of other programs: the same users, rows and changes, two nights in a row,
 * over HTTP against the same local Omni with one key at 60 requests a minute. Time is virtual, and everybody is paced
 * alike.
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { createOmniDouble, type OmniDouble } from '../local/omni/omni-double.ts';
import type { OmniSwitches } from '../local/omni/switches.ts';
import { Secret } from '../src/base/secret.ts';
import { createTransport, type OmniRequest, type Send } from '../src/omni/transport.ts';
import { refreshOne } from '../src/pushes/keep-fresh.ts';
import { type LeapingClock, leapingClock } from './leaping-clock.ts';
import { PEER_WAYS, type PeerNight, type PeerOmni, type PeerRow, type PeerWay } from './peers.ts';
import { pushWorld } from './push-world.ts';

const { values: options } = parseArgs({
  options: { users: { type: 'string', default: '500' }, changed: { type: 'string', default: '10' } },
});
const USERS = Number(options.users);
const CHANGED = Number(options.changed);
const PAGE = 100;
const PER_MINUTE = 60;
/** Even spacing, as the connector's own. */
const GAP_MS = (1.02 * 60_000) / PER_MINUTE;
const TIMEOUT_MS = 15_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const NIGHTS = [0, 1];

/** What nobody asks for, and what has to stay. */
const OTHER = { tier: 'gold' };

/** What is not known of Omni and matters here: the worst for those who PUT, and the kindest. */
const WORLDS: Readonly<Record<string, Partial<OmniSwitches>>> = {
  'lists omit values, PUT resets': { listValues: 'omit', userPut: 'reset' },
  'lists carry values, PUT merges': { listValues: 'include', userPut: 'merge' },
};

interface Played {
  readonly omni: OmniDouble;
  readonly clock: LeapingClock;
  readonly send: Send;
  readonly key: string;
}

interface Night {
  readonly requests: number;
  readonly minutes: number;
}

/** Lets something happen with a fresh local Omni in which everybody holds the region "emea". */
async function withOmni<T>(switches: Partial<OmniSwitches>, play: (played: Played) => Promise<T>): Promise<T> {
  const clock = leapingClock();
  const omni = createOmniDouble({ clock, requestsPerMinute: PER_MINUTE, switches });
  for (const name of ['region', 'tier']) omni.addAttribute({ name, label: name, type: 'String' });
  for (let at = 0; at < USERS; at += 1) {
    omni.addUser({
      userName: `user${at}@acme.example`,
      displayName: `User ${at}`,
      values: { region: 'emea', ...OTHER },
    });
  }
  const server = await omni.listen();
  try {
    return await play({ omni, clock, send: createTransport(server.url), key: omni.keys.organization[0] ?? '' });
  } finally {
    await server.close();
  }
}

/** What each night asks for: everybody's region, of whom some others than the night before change. */
function night(turn: number): PeerNight['rows'] {
  const regionOf = (at: number): string => {
    const changedIn = Math.floor(at / CHANGED);
    return changedIn <= turn ? `night-${changedIn}` : 'emea';
  };
  return Array.from({ length: USERS }, (_, at) => ({
    userName: `user${at}@acme.example`,
    displayName: `User ${at}`,
    region: regionOf(at),
  }));
}

async function counted({ omni, clock }: Played, work: () => Promise<unknown>): Promise<Night> {
  const [requests, at] = [omni.log.count(), clock.now()];
  await work();
  return { requests: omni.log.count() - requests, minutes: (clock.now() - at) / MINUTE_MS };
}

/** How many users hold something else than what was asked for, and how many have lost or gained something else. */
function wrong({ omni }: Played, rows: readonly PeerRow[]): { readonly asked: number; readonly others: number } {
  const users = new Map(omni.users.map((user) => [user.userName, user]));
  const asked = rows.filter(({ userName, region }) => users.get(userName)?.values.region !== region).length;
  const others = rows.filter(({ userName }) => users.get(userName)?.values.tier !== OTHER.tier).length;
  return { asked, others };
}

function peerOmni({ clock, send, key }: Played): PeerOmni {
  const secret = new Secret(key);
  const ask = async (request: OmniRequest): Promise<unknown> => {
    clock.pass(GAP_MS);
    const answer = await send(request, secret, TIMEOUT_MS);
    if (answer.status !== 200) throw new Error(`${request.method} ${request.path}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  return {
    get: (path, query) => ask({ method: 'GET', path, query }),
    send: async (method, path, body) => void (await ask({ method, path, body })),
  };
}

interface Outcome {
  readonly nights: readonly Night[];
  readonly spare?: Night;
  readonly wrong: ReturnType<typeof wrong>;
}

const playPeer = (switches: Partial<OmniSwitches>, way: PeerWay): Promise<Outcome> =>
  withOmni(switches, async (played) => {
    const ids = new Map(played.omni.users.map(({ userName, id }) => [userName, id]));
    const idOf = (userName: string): string => ids.get(userName) ?? '';
    const nights: Night[] = [];
    for (const turn of NIGHTS) {
      const rows = night(turn);
      const changed = rows.slice(turn * CHANGED, (turn + 1) * CHANGED);
      nights.push(await counted(played, () => way(peerOmni(played), { rows, changed, idOf })));
    }
    return { nights, wrong: wrong(played, night(NIGHTS.length - 1)) };
  });

const playOurs = (switches: Partial<OmniSwitches>): Promise<Outcome> =>
  withOmni(switches, async (played) => {
    const { clock, send, key } = played;
    const world = await pushWorld({ send, clock, verify: 'sample', key });
    const nights: Night[] = [];
    let spare: Night | undefined;
    for (const turn of NIGHTS) {
      nights.push(
        await counted(played, async () => {
          const push = await world.push(night(turn));
          if (push.status !== 'done' || push.changedCount !== CHANGED) throw new Error(JSON.stringify(push));
        }),
      );
      spare ??= await counted(played, async () => {
        while ((await refreshOne(world.services)) !== 'nothing');
      });
      clock.pass(HOUR_MS);
    }
    await world.close();
    return { nights, ...(spare && { spare }), wrong: wrong(played, night(NIGHTS.length - 1)) };
  });

const count = (value: number): string => value.toLocaleString('en');
const right = (mistakes: number): string => (mistakes === 0 ? 'yes' : `no: ${count(mistakes)} wrong`);
const shownNight = (one: Night | undefined): string[] => [count(one?.requests ?? 0), (one?.minutes ?? 0).toFixed(1)];
const rowOf = (world: string, way: string, { nights, wrong }: Outcome): string[] => [
  world,
  way,
  ...NIGHTS.flatMap((turn) => shownNight(nights[turn])),
  right(wrong.asked),
  right(wrong.others),
];

const table = new Table({
  head: ['Omni', 'way', 'night 1', 'minutes', 'night 2', 'minutes', 'region right', 'other value kept'],
  style: { head: [], border: [], compact: true },
});
for (const [world, switches] of Object.entries(WORLDS)) {
  const pages = 1 + Math.ceil(USERS / PAGE);
  const least = [pages + CHANGED + (switches.listValues === 'omit' ? USERS : 0), pages + CHANGED];
  const minutes = (requests: number): string => ((requests * GAP_MS) / MINUTE_MS).toFixed(1);
  table.push([
    world,
    'the least that sees what changes',
    ...least.flatMap((one) => [count(one), minutes(one)]),
    '',
    '',
  ]);
  const ours = await playOurs(switches);
  table.push(rowOf(world, 'push-users, a sample read back', ours));
  table.push([world, '… and in spare time after night 1', ...shownNight(ours.spare), '', '', '', '']);
  if (ours.wrong.asked + ours.wrong.others > 0) process.exitCode = 1;
  for (const [name, way] of Object.entries(PEER_WAYS)) table.push(rowOf(world, name, await playPeer(switches, way)));
}
process.stdout.write(
  `A nightly push of ${count(USERS)} users of whom ${CHANGED} change, one key at ${PER_MINUTE} requests a minute\n${table}\n`,
);
