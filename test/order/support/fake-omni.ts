import { ConnectorError } from '../../../src/errors/connector-error.ts';
import { UncertainOutcome } from '../../../src/omni/requester.ts';
import type { OmniUser, UserPage } from '../../../src/omni/scim.ts';
import type { OmniSession } from '../../../src/omni/session.ts';
import type { WireValue } from '../../../src/omni/wire-value.ts';
import type { Attribute, AttributeValue } from '../../../src/push/attribute.ts';
import type { Replica, World } from './world.ts';

/** A value that a user came to hold. */
export interface Effect {
  readonly step: number;
  readonly user: string;
  readonly reference: string;
  readonly value: AttributeValue;
  /** What has sent it; empty: it was changed by hand. */
  readonly by: string;
  /** From when on it is shown, ms. */
  readonly shownAt: number;
}

/** A write that has left. */
export interface SentWrite {
  readonly by: string;
  readonly user: string;
  readonly references: readonly string[];
}

export interface OmniSwitches {
  /** Whether a user's answer holds the values. */
  readonly shows: boolean;
  /** Whether the list does. */
  readonly listShows: boolean;
}

/** Whether nobody but its sender holds the lease of a write that is about to leave. */
type IsFree = (user: string, values: ReadonlyMap<string, WireValue>) => Promise<boolean>;

/** As long as a request may take to be worked on, whatever its sender does. Shorter than what the connector waits. */
const LATEST_MS = 25_000;
const TIMEOUT_MS = 15_000;
/** Longer than anybody looks for it. */
const SHOWN_LATE_MS = 8_000;
/** How long a process may stall right before its request leaves and still be cut off there. */
const NOTICED_MS = 4_000;

const read = (value: WireValue): AttributeValue => (value === null ? [] : [value].flat().map(String));

/**
 * What becomes of a write: done soon or after some seconds; done and shown after some seconds; broken off with its
 * effect before, much later, or never.
 */
type Fate = 'done' | 'slow' | 'shown-late' | 'done-broken' | 'late-broken' | 'lost' | 'refused' | 'ignored';
const BROKEN: readonly Fate[] = [
  'done-broken',
  'late-broken',
  'late-broken',
  'lost',
  'refused',
  'ignored',
  'shown-late',
];
/** Where defaults are shown, nobody can tell a default from a write that was ignored. */
const BROKEN_BESIDE_DEFAULTS = BROKEN.filter((fate) => fate !== 'ignored');

/** Omni in memory: what becomes of a request, and when, is the schedule's to decide. */
export class FakeOmni {
  readonly effects: Effect[] = [];
  readonly sent: SentWrite[] = [];
  /** What left although somebody else had the lease by then. */
  readonly strays: string[] = [];
  /** Accepted without an effect. */
  readonly ignored: SentWrite[] = [];
  readonly attributes: readonly Attribute[];
  readonly switches: OmniSwitches;
  readonly #world: World;
  readonly #users: ReadonlyMap<string, string>;
  readonly #isFree: IsFree;

  /**
   * @param users the ids by user name
   * @param isFree whether a request may leave
   */
  constructor(
    world: World,
    users: ReadonlyMap<string, string>,
    isFree: IsFree,
    { attributes, switches }: Pick<FakeOmni, 'attributes' | 'switches'>,
  ) {
    this.#world = world;
    this.#isFree = isFree;
    this.#users = users;
    this.attributes = attributes;
    this.switches = switches;
  }

  /** What a user holds of their own. */
  held(user: string, reference: string): AttributeValue {
    return this.effects.findLast((one) => one.user === user && one.reference === reference)?.value ?? [];
  }

  /** What is shown of that: what is done is shown in the same order, and may be shown late. */
  #shown(user: string, reference: string): AttributeValue {
    const { now } = this.#world;
    const isShown = (one: Effect) => one.user === user && one.reference === reference && one.shownAt <= now;
    return this.effects.findLast(isShown)?.value ?? [];
  }

  /** @param lateMs how long it is not shown */
  set(user: string, reference: string, value: AttributeValue, by: string, lateMs = 0): void {
    const { step, now } = this.#world;
    this.effects.push({ step, user, reference, value, by, shownAt: now + lateMs });
    this.#world.tell(`    Omni: ${user} ${reference} = [${value}] by ${by || 'hand'}`);
  }

  session(replica: Replica, by: string, deadline: number): OmniSession {
    const find = (userName: string) => this.#ask(replica, () => this.#user(this.#users.get(userName) ?? ''));
    const session = {
      deadline,
      sent: 1,
      done: '',
      progress: () => undefined,
      keepPatchForm: () => undefined,
      listAttributes: async () => this.attributes,
      findUser: find,
      lookForUser: find,
      readUser: (id: string) => this.#ask(replica, () => this.#user(id)),
      userPage: () => this.#ask(replica, () => this.#page()),
      patchUser: (user: OmniUser, values: ReadonlyMap<string, WireValue>, ready: () => Promise<void>) =>
        this.#patch(replica, by, user.id, values, ready),
    };
    return session as unknown as OmniSession;
  }

  #user(id: string, shows = this.switches.shows): OmniUser | undefined {
    const userName = [...this.#users].find(([, known]) => known === id)?.[0];
    if (userName === undefined) return undefined;
    const shown = this.attributes.flatMap(({ reference, defaultValue }) => {
      const [first] = [...this.#shown(id, reference), ...defaultValue];
      return first === undefined ? [] : [[reference, first] as const];
    });
    return { id, userName, displayName: '', active: true, shown: shows ? new Map(shown) : undefined };
  }

  #page(): UserPage {
    const users = [...this.#users.values()].flatMap((id) => this.#user(id, this.switches.listShows) ?? []);
    return { users, totalResults: users.length };
  }

  #fate(): Fate {
    const world = this.#world;
    const hasDefault = this.attributes.some(({ defaultValue }) => defaultValue.length > 0);
    if (world.chance(world.faults.broken)) return world.pick(hasDefault ? BROKEN_BESIDE_DEFAULTS : BROKEN);
    return world.chance(0.15) ? 'slow' : 'done';
  }

  async #ask<T>(replica: Replica, look: () => T): Promise<T> {
    await this.#world.pass(replica, 'ask');
    const seen = look();
    await this.#world.pass(replica, 'answer');
    if (!this.#world.chance(this.#world.faults.broken / 4)) return seen;
    throw new ConnectorError('OMNI_UNREACHABLE', { problem: 'status 503' });
  }

  async #patch(
    replica: Replica,
    by: string,
    id: string,
    values: ReadonlyMap<string, WireValue>,
    ready: () => Promise<void>,
  ) {
    const world = this.#world;
    await world.pass(replica, 'ask');
    await ready();
    if (!(await this.#isFree(id, values))) this.strays.push(`a request of ${by} left without its lease`);
    const readyAt = world.now;
    await world.pass(replica, 'leave');
    const write = { by, user: id, references: [...values.keys()] };
    this.sent.push(write);
    const hasStalled = world.now - readyAt > NOTICED_MS;
    if (hasStalled) replica.mustLive = true;
    const fate = this.#fate();
    world.tell(`  ${replica.name}: PATCH by ${by} of ${id} ${JSON.stringify([...values])}: ${fate}`);
    const effect = async (afterMs: number, lateMs = 0): Promise<void> => {
      await world.pass(undefined, 'effect', world.now + afterMs);
      for (const [reference, value] of values) this.set(id, reference, read(value), by, lateMs);
    };
    const answer = (afterMs: number) => world.pass(replica, 'answer', world.now + afterMs);
    switch (fate) {
      case 'done':
      case 'slow':
        await effect(fate === 'slow' ? world.random() * 12_000 : 0);
        await answer(world.random() * 200);
        return 'no-path' as const;
      case 'shown-late':
        await effect(0, world.random() * SHOWN_LATE_MS);
        await answer(20);
        return 'no-path' as const;
      case 'refused':
        await answer(20);
        if (world.random() < 0.5) throw new ConnectorError('OMNI_RATE_LIMITED');
        throw new ConnectorError('OMNI_REFUSED', { detail: '' });
      case 'ignored':
        this.ignored.push(write);
        await answer(20);
        return 'no-path' as const;
      default:
        if (fate === 'done-broken') void effect(world.random() * TIMEOUT_MS);
        if (fate === 'late-broken') void effect(TIMEOUT_MS + world.random() * (LATEST_MS - TIMEOUT_MS));
        await answer(TIMEOUT_MS);
        throw new UncertainOutcome('no answer');
    }
  }
}
