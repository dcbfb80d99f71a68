import { lookAtUser } from '../../../src/apply/look-at-user.ts';
import { settleAbandonedIntents } from '../../../src/apply/recover-intents.ts';
import { ConnectorError } from '../../../src/errors/connector-error.ts';
import type { Database } from '../../../src/store/database.ts';
import { moveJob } from '../../../src/store/job-moves.ts';
import { readUserValues } from '../../../src/store/user-values.ts';
import type { Played } from '../model.ts';
import { callFor } from './calls.ts';
import { FakeOmni } from './fake-omni.ts';
import { askedByJobs, jobsWith } from './job-answers.ts';
import { again, decide, push, work } from './job-deeds.ts';
import { contextOf, servicesOf, workOnce } from './process.ts';
import type { Deed, Scenario } from './scenario.ts';
import { attribute, DEFAULT, IDS, NAMES, REFERENCES, type Stage, valuesOf } from './stage.ts';
import { countOpen, isHeld, wipe } from './test-database.ts';
import { NO_FAULTS, type Replica, World } from './world.ts';

/** No request of before is on its way after this. */
const LATE_MS = 31_000;
const MAX_ROUNDS = 40;

function openStage(scenario: Scenario, database: Database): Stage {
  const { stalls, weak, crashes, broken, shows, listShows, hasDefault, isRenamed } = scenario;
  // Where values are not shown, two who write at once under two names of one user cannot see it.
  const isOneUser = isRenamed && shows;
  const users = new Map(NAMES.map((name, index) => [name, IDS[isOneUser && index === 1 ? 0 : index] ?? '']));
  const world = new World(scenario.seed, { stall: stalls, weak, crash: crashes, broken }, async (ms) => {
    await database.query(`SELECT setval('connector.test_clock', $1)`, [ms]);
  });
  const attributes = [attribute('region', hasDefault ? DEFAULT : []), attribute('tier', [])];
  const isFree = (user: string, values: ReadonlyMap<string, unknown>) =>
    world.outside(() => isHeld(database, user, values));
  const omni = new FakeOmni(world, users, isFree, { attributes, switches: { shows, listShows } });
  for (const user of IDS) {
    omni.set(user, 'region', hasDefault ? DEFAULT : ['a'], '');
    omni.set(user, 'tier', ['a'], '');
  }
  return { common: { world, omni, database }, users, calls: [], begun: new Map() };
}

class Play {
  readonly stage: Stage;
  /** What was thrown that nobody foresaw. */
  readonly failures: unknown[] = [];
  readonly #scenario: Scenario;
  readonly #slots: Replica[] = [];

  constructor(scenario: Scenario, database: Database) {
    this.#scenario = scenario;
    this.stage = openStage(scenario, database);
  }

  /** The process in that slot; a new one where the last has died. */
  #replica(slot: number): Replica {
    const { world } = this.stage.common;
    const index = slot % this.#scenario.replicas;
    const held = this.#slots[index];
    if (held && !held.isDead) return held;
    const replica = world.addReplica(Math.floor((world.random() * 2 - 1) * this.#scenario.skew));
    this.#slots[index] = replica;
    return replica;
  }

  async #do(by: string, deed: Deed, beganAt: number): Promise<void> {
    const { stage } = this;
    const { common, users } = stage;
    const { world, omni } = common;
    const replica = this.#replica(deed.replica);
    const userName = NAMES[deed.user] ?? '';
    const id = users.get(userName) ?? '';
    switch (deed.kind) {
      case 'call':
        return await callFor(stage, by, deed, replica);
      case 'event':
        // Each has happened at its own time, and may be delivered late and more than once.
        return await callFor(stage, by, deed, replica, {
          id: `event ${deed.event}`,
          time: beganAt - 60_000 + deed.event * 11_111,
        });
      case 'push':
      case 'held-push':
        return await push(stage, by, deed, replica);
      case 'approve':
      case 'cancel':
        return await decide(stage, deed, replica);
      case 'undo':
      case 'retry':
        return await again(stage, by, deed, replica);
      case 'hand':
        for (const [reference, text] of Object.entries(valuesOf(deed))) {
          omni.set(id, reference, text === null ? [] : [text], '');
        }
        return;
      case 'look': {
        const known = new Map(omni.attributes.map((one) => [one.reference, one]));
        await lookAtUser(contextOf(common, replica, by, 'keep-fresh'), { id, userName }, REFERENCES, known);
        return;
      }
      case 'tidy':
        return await settleAbandonedIntents(servicesOf(common, replica, by));
      case 'work':
        return await work(common, replica, 2);
      case 'clock':
        replica.skew = world.pick([-20_000, 0, 20_000, 3_600_000]);
        world.tell(`the clock of ${replica.name} steps to ${replica.skew} ms`);
    }
  }

  async #start(deed: Deed, number: number, at: number, beganAt: number): Promise<void> {
    const { world } = this.stage.common;
    const by = `${deed.kind} ${number}`;
    await world.pass(undefined, 'begin', at);
    world.tell(`${by} begins ${JSON.stringify(deed)}`);
    try {
      await this.#do(by, deed, beganAt);
    } catch (thrown) {
      if (!(thrown instanceof ConnectorError)) this.failures.push(thrown);
      world.tell(`${by} ends: ${thrown instanceof ConnectorError ? thrown.code : thrown}`);
    }
  }

  /** Lets everything that lives finish, and no request be on its way any more. */
  async #rest(): Promise<void> {
    const { common } = this.stage;
    const { world, database } = common;
    world.faults = NO_FAULTS;
    for (const replica of world.replicas) replica.stalledUntil = 0;
    const last = world.addReplica(0);
    const finish = async (): Promise<void> => {
      for (let isDue = true; isDue; ) isDue = await workOnce(common, last);
      await settleAbandonedIntents(servicesOf(common, last, 'tidy'));
    };
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      await world.elapse(LATE_MS);
      for (const { id } of await jobsWith(database, 'needs-approval')) await moveJob(database, id, 'cancel');
      finish().catch((thrown: unknown) => this.failures.push(thrown));
      await world.run();
      const { intents, jobs } = await countOpen(database);
      if (intents + jobs === 0) return;
    }
  }

  async run(): Promise<Played> {
    const { common, users, calls, begun } = this.stage;
    const { world, omni, database } = common;
    await wipe(database);
    await world.elapse(0);
    const beganAt = world.now;
    let at = world.now;
    for (const [number, deed] of this.#scenario.deeds.entries()) {
      at += deed.after;
      void this.#start(deed, number, at, beganAt);
    }
    await world.run();
    world.tell('everything that lives comes to rest');
    await this.#rest();
    const { intents, rows } = await countOpen(database);
    return {
      asked: [...calls, ...(await askedByJobs(database, begun, world.step, users))],
      effects: omni.effects,
      sent: omni.sent,
      ignored: omni.ignored,
      strays: omni.strays,
      known: await readUserValues(database, IDS),
      shows: this.#scenario.shows,
      hasDefault: this.#scenario.hasDefault,
      openIntents: intents,
      openRows: rows,
    };
  }
}

/** Plays a scenario with the real code. @returns what happened, and what was thrown that nobody foresaw */
export async function play(scenario: Scenario, database: Database) {
  const one = new Play(scenario, database);
  const played = await one.run();
  return { played, failures: one.failures, trace: one.stage.common.world.trace };
}
