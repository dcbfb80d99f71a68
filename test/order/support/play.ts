import { lookAtUser } from '../../../src/apply/look-at-user.ts';
import { settleAbandonedIntents } from '../../../src/apply/recover-intents.ts';
import { writeUserValues } from '../../../src/apply/write-user-values.ts';
import type { WriteResult } from '../../../src/apply/write-result.ts';
import { ConnectorError } from '../../../src/errors/connector-error.ts';
import { acceptJob } from '../../../src/jobs/accept-job.ts';
import type { Attribute, AttributeValue } from '../../../src/push/attribute.ts';
import type { Place } from '../../../src/push/place.ts';
import { retryPush, undoPush } from '../../../src/pushes/again.ts';
import { NO_LIMITS, type PushOptions } from '../../../src/pushes/push-options.ts';
import type { Database } from '../../../src/store/database.ts';
import { moveJob } from '../../../src/store/job-moves.ts';
import type { JobRecord } from '../../../src/store/jobs.ts';
import { readUserValues, takePlace } from '../../../src/store/user-values.ts';
import type { AskedValue, Played, Told } from '../model.ts';
import { FakeOmni } from './fake-omni.ts';
import { askedByJobs, jobsWith } from './job-answers.ts';
import { type Common, contextOf, servicesOf, workOnce } from './process.ts';
import type { Deed, Scenario } from './scenario.ts';
import { NO_FAULTS, type Replica, World } from './world.ts';

const IDS = ['ada', 'ben', 'cleo', 'dora'];
const NAMES = IDS.map((id) => `${id}@acme.example`);
const REFERENCES = ['region', 'tier'] as const;
/** Nobody asks for it: a write of a default that was lost looks like one that was done. */
const DEFAULT: AttributeValue = ['x'];
/** The first is held at the beginning. */
const VALUES: readonly AttributeValue[] = [['a'], ['b'], [], ['c'], ['d']];
/** No request of before is on its way after this. */
const LATE_MS = 31_000;
const MAX_ROUNDS = 40;
/** Errors that say that nothing was written. */
const REFUSALS: readonly string[] = ['USER_BUSY', 'OMNI_REFUSED', 'OMNI_RATE_LIMITED', 'OMNI_UNREACHABLE'];

const attribute = (reference: string, defaultValue: AttributeValue): Attribute => ({
  id: reference,
  reference,
  label: reference,
  type: 'string',
  multiValued: false,
  defaultValue,
  description: '',
  system: false,
});

/** Makes the database's clock stand still, and lets it note where a place goes back. */
export async function prepare(database: Database): Promise<void> {
  await database.script(`
    CREATE SEQUENCE connector.test_clock MINVALUE 0 START 0;
    CREATE OR REPLACE FUNCTION connector.now_ms(given double precision) RETURNS bigint LANGUAGE sql VOLATILE AS
    $$ SELECT coalesce(floor(given)::bigint, last_value) FROM connector.test_clock $$;
    CREATE FUNCTION connector.test_place() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the place of % % goes back', OLD.omni_user_id, OLD.reference; END $$;
    CREATE TRIGGER test_place BEFORE UPDATE ON connector.user_values FOR EACH ROW
    WHEN ((OLD.place_at, OLD.place_seq) > (NEW.place_at, NEW.place_seq)) EXECUTE FUNCTION connector.test_place();`);
}

const wipe = (database: Database): Promise<void> =>
  database.script(`
    DELETE FROM connector.write_intents; DELETE FROM connector.leases; DELETE FROM connector.user_values;
    DELETE FROM connector.seen_events; DELETE FROM connector.omni_users; DELETE FROM connector.jobs;`);

/** Whether the note of a write, which is about to leave, bears the number of the lease as it is now. */
async function isHeld(database: Database, user: string, values: ReadonlyMap<string, unknown>): Promise<boolean> {
  const notes = await database.query<{ changes: { reference: string; after: AttributeValue }[] }>(
    `SELECT changes FROM connector.write_intents AS open JOIN connector.leases AS held ON held.name = open.lease
     WHERE omni_user_id = $1 AND held.fence = open.fence`,
    [user],
  );
  const isNoted = ({ changes }: (typeof notes)[number]) =>
    [...values].every(([reference, value]) =>
      changes.some((one) => one.reference === reference && (one.after[0] ?? null) === value),
    );
  return notes.some(isNoted);
}

/** What one call was told, by reference. */
function toldBy(result: WriteResult, reference: string): Told {
  const skipped = result.skipped.find((one) => one.reference === reference)?.reason;
  if (skipped === 'duplicate-event' || result.skippedReason === 'duplicate-event') return 'duplicate';
  if (skipped) return 'superseded';
  return result.changes.find((one) => one.reference === reference)?.outcome as Told ?? 'in-place';
}

class Play {
  readonly common: Common;
  readonly #scenario: Scenario;
  readonly #slots: Replica[] = [];
  readonly #calls: AskedValue[] = [];
  /** When a deed began, by its name. */
  readonly #begun = new Map<string, number>();
  readonly failures: unknown[] = [];
  /** Omni's ids by name. */
  readonly #users: ReadonlyMap<string, string>;

  constructor(scenario: Scenario, database: Database) {
    this.#scenario = scenario;
    const { stalls, crashes, broken, shows, listShows, hasDefault, isRenamed } = scenario;
    this.#users = new Map(NAMES.map((name, index) => [name, IDS[isRenamed && index === 1 ? 0 : index] ?? '']));
    const world = new World(scenario.seed, { stall: stalls, crash: crashes, broken }, async (ms) => {
      await database.query(`SELECT setval('connector.test_clock', $1)`, [ms]);
    });
    const attributes = [attribute('region', hasDefault ? DEFAULT : []), attribute('tier', [])];
    const omni = new FakeOmni(world, this.#users, (user, values) => world.outside(() => isHeld(database, user, values)), { attributes, switches: { shows, listShows } });
    this.common = { world, omni, database };
    for (const user of IDS) {
      omni.set(user, 'region', hasDefault ? DEFAULT : ['a'], '');
      omni.set(user, 'tier', ['a'], '');
    }
  }

  #replica(slot: number): Replica {
    const { world } = this.common;
    const index = slot % this.#scenario.replicas;
    const held = this.#slots[index];
    if (held && !held.isDead) return held;
    const replica = world.addReplica(Math.floor((world.random() * 2 - 1) * this.#scenario.skew));
    this.#slots[index] = replica;
    return replica;
  }

  #note(by: string, deed: Deed, more: Pick<AskedValue, 'place' | 'toldAt'> & { eventId?: string }, told: (reference: string) => Told) {
    const user = this.#users.get(NAMES[deed.user] ?? '') ?? '';
    for (const [reference, value] of Object.entries(valuesOf(deed))) {
      const acceptedAt = this.#begun.get(by) ?? 0;
      const asked = { by, user, reference, value: value === null ? [] : [value], acceptedAt, ...more };
      this.#calls.push({ ...asked, told: told(reference) });
    }
  }

  /** A call of a single user: of an event, or with a place that is taken now. */
  async #call(by: string, deed: Deed, replica: Replica, event: { id: string; time: number } | undefined): Promise<void> {
    const { world } = this.common;
    const context = contextOf(this.common, replica, by, 'set-user-values');
    const place: Place = event ? { at: event.time, seq: 0 } : await takePlace(context.database);
    this.#begun.set(by, world.step);
    const eventId = event && { eventId: event.id };
    // A process that dies tells nothing.
    const index = this.#calls.length;
    this.#note(by, deed, { place, toldAt: Number.POSITIVE_INFINITY, ...eventId }, () => undefined);
    const count = this.#calls.length - index;
    const source = event ?? { id: undefined, time: undefined };
    const write = { userName: NAMES[deed.user] ?? '', values: valuesOf(deed), emptyText: 'error', dryRun: false } as const;
    const own = this.#calls.slice(index, index + count);
    const tell = (told: (reference: string) => Told) => {
      for (const one of own) {
        this.#calls[this.#calls.indexOf(one)] = { ...one, told: told(one.reference), toldAt: world.step };
      }
    };
    try {
      const result = await writeUserValues({ ...context, place }, { ...write, event: source });
      world.tell(`${by} was told ${result.skippedReason} ${result.message}`);
      tell((reference) => toldBy(result, reference));
    } catch (thrown) {
      tell(() => (thrown instanceof ConnectorError && REFUSALS.includes(thrown.code) ? 'refused' : undefined));
      throw thrown;
    }
  }

  async #push(by: string, deed: Deed, replica: Replica): Promise<void> {
    const { world } = this.common;
    const context = contextOf(this.common, replica, by, 'push-users');
    // More than three users are looked for in the list.
    const users = deed.event > 3 ? NAMES : [NAMES[deed.user] ?? ''];
    const rows = users.map((userName, index) => ({ index, userName, values: valuesOf(deed) }));
    const limits = deed.kind === 'held-push' ? { ...NO_LIMITS, maxChangedUsers: 0 } : NO_LIMITS;
    const verify = (['all', 'sample', 'none'] as const)[deed.event % 3] ?? 'all';
    const options: PushOptions = { emptyText: 'error', verify, limits, reviewed: false };
    this.#begun.set(by, world.step);
    await acceptJob(context, { kind: 'push', status: 'queued', rows, options });
    await this.#work(replica, 3);
  }

  /** Works on jobs until none is due for a while. */
  async #work(replica: Replica, patience: number): Promise<void> {
    const { clock } = servicesOf(this.common, replica, '');
    for (let idle = 0; idle < patience; ) {
      if (await workOnce(this.common, replica)) continue;
      idle += 1;
      await clock.sleep(2_500);
    }
  }

  async #decide(deed: Deed, replica: Replica): Promise<void> {
    const { database } = servicesOf(this.common, replica, '');
    const [job] = await jobsWith(this.common.database, deed.kind === 'approve' ? 'needs-approval' : undefined);
    if (job) await moveJob(database, job.id, deed.kind === 'approve' ? 'approve' : 'cancel');
    if (deed.kind === 'approve') await this.#work(replica, 1);
  }

  async #again(by: string, deed: Deed, replica: Replica): Promise<void> {
    const ended = await jobsWith(this.common.database, 'done');
    const parent: JobRecord | undefined = ended.at(deed.event % Math.max(1, ended.length));
    if (!parent) return;
    const context = contextOf(this.common, replica, by, deed.kind);
    this.#begun.set(by, this.common.world.step);
    await (deed.kind === 'undo' ? undoPush(context, parent) : retryPush(context, parent));
    await this.#work(replica, 2);
  }

  async #do(by: string, deed: Deed, beganAt: number): Promise<void> {
    const { world, omni } = this.common;
    const replica = this.#replica(deed.replica);
    const user = NAMES[deed.user] ?? '';
    const services = servicesOf(this.common, replica, by);
    switch (deed.kind) {
      case 'call':
        return await this.#call(by, deed, replica, undefined);
      case 'event':
        return await this.#call(by, deed, replica, { id: `event ${deed.event}`, time: beganAt - 60_000 + deed.event * 11_111 });
      case 'push':
      case 'held-push':
        return await this.#push(by, deed, replica);
      case 'approve':
      case 'cancel':
        return await this.#decide(deed, replica);
      case 'undo':
      case 'retry':
        return await this.#again(by, deed, replica);
      case 'hand':
        for (const [reference, value] of Object.entries(valuesOf(deed))) {
          omni.set(this.#users.get(user) ?? '', reference, value === null ? [] : [value], '');
        }
        return;
      case 'look': {
        const context = contextOf(this.common, replica, by, 'keep-fresh');
        const known = new Map(omni.attributes.map((one) => [one.reference, one]));
        await lookAtUser(context, { id: this.#users.get(user) ?? '', userName: user }, REFERENCES, known);
        return;
      }
      case 'tidy':
        return await settleAbandonedIntents(services);
      case 'work':
        return await this.#work(replica, 2);
      case 'clock':
        replica.skew = world.pick([-20_000, 0, 20_000, 3_600_000]);
        world.tell(`the clock of ${replica.name} steps to ${replica.skew} ms`);
    }
  }

  async #start(deed: Deed, number: number, at: number, beganAt: number): Promise<void> {
    const { world } = this.common;
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
    const { world, database } = this.common;
    world.faults = NO_FAULTS;
    for (const replica of world.replicas) replica.stalledUntil = 0;
    const last = world.addReplica(0);
    const services = servicesOf(this.common, last, 'tidy');
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      await world.elapse(LATE_MS);
      for (const { id } of await jobsWith(database, 'needs-approval')) await moveJob(database, id, 'cancel');
      const work = async () => {
        while (await workOnce(this.common, last)) {}
        await settleAbandonedIntents(services);
      };
      work().catch((thrown: unknown) => this.failures.push(thrown));
      await world.run();
      const [left] = await database.query<{ count: number }>(
        `SELECT (SELECT count(*) FROM connector.write_intents)::int
              + (SELECT count(*) FROM connector.jobs WHERE status IN ('queued', 'running', 'paused', 'needs-approval'))::int AS count`,
      );
      if (left?.count === 0) return;
    }
  }

  async run(): Promise<Played> {
    const { world, omni, database } = this.common;
    await wipe(database);
    await world.elapse(0);
    const beganAt = world.now;
    let at = world.now;
    this.#scenario.deeds.forEach((deed, number) => {
      at += deed.after;
      void this.#start(deed, number, at, beganAt);
    });
    await world.run();
    world.tell('everything that lives comes to rest');
    await this.#rest();
    const [open] = await database.query<{ intents: number; rows: number }>(
      `SELECT (SELECT count(*)::int FROM connector.write_intents) AS intents,
              (SELECT count(*)::int FROM connector.push_rows JOIN connector.jobs ON id = job_id
               WHERE state IN ('waiting', 'ready') AND status <> 'canceled') AS rows`,
    );
    return {
      asked: [...this.#calls, ...(await askedByJobs(database, this.#begun, world.step, this.#users))],
      effects: omni.effects,
      sent: omni.sent,
      ignored: omni.ignored,
      known: await readUserValues(database, IDS),
      strays: omni.strays,
      shows: this.#scenario.shows,
      openIntents: open?.intents ?? 0,
      openRows: open?.rows ?? 0,
    };
  }
}

const valuesOf = ({ values }: Deed): Record<string, string | null> =>
  Object.fromEntries(
    REFERENCES.flatMap((reference, index) => {
      const number = values[index] ?? (index === 0 && values[1] === undefined ? 0 : undefined);
      return number === undefined ? [] : [[reference, VALUES[number]?.[0] ?? null]];
    }),
  );

/** Plays a scenario with the real code. @returns what happened, and what was thrown that nobody foresaw */
export async function play(scenario: Scenario, database: Database) {
  const one = new Play(scenario, database);
  const played = await one.run();
  return { played, failures: one.failures, trace: one.common.world.trace };
}
