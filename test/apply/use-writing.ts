import { randomUUID } from 'node:crypto';
import type { ApplyContext } from '../../src/apply/context.ts';
import { Lease } from '../../src/apply/lease.ts';
import type { Wish, Writing } from '../../src/apply/wish.ts';
import type { OmniUser } from '../../src/omni/scim.ts';
import type { AttributeValue } from '../../src/push/attribute.ts';
import { byReference, type Change } from '../../src/push/changes.ts';
import type { Intent } from '../../src/push/coerce.ts';
import type { Place } from '../../src/push/place.ts';
import { acquireLease, releaseLease, userLease } from '../../src/store/leases.ts';
import { lockValuesOfUsers, placeUserValues } from '../../src/store/placed-values.ts';
import { type UserValues, valuesOfUser } from '../../src/store/user-values.ts';
import { listIntentsOf, type OpenIntent, openIntent } from '../../src/store/write-intents.ts';
import { attribute } from '../push/arbitraries.ts';
import { useDatabase } from '../support/databases.ts';
import { moveValues } from '../support/move-values.ts';
import { statementLog } from '../support/statement-log.ts';

/** By reference. */
type Values = Readonly<Record<string, AttributeValue>>;

const ID = 'id-1';
const NAME = 'Ada@acme.example';
export const USER = { id: ID, userName: NAME };
/** What the clock of the process says; that of the database goes on. */
export const NOW = 1_700_000_000_000;

/** Where wishes stand, by their numbers. The one that is written has 5. */
export const at = (seq: number): Place => ({ at: 1_000, seq });
export const OWN = at(5);

export const ATTRIBUTES = byReference([
  attribute({ reference: 'region' }),
  attribute({ reference: 'seats' }),
  attribute({ reference: 'tier', defaultValue: ['free'] }),
]);

export const change = (reference: string, before: AttributeValue, after: AttributeValue): Change => ({
  reference,
  before,
  after,
});

const intentsOf = (values: Values): Intent[] =>
  Object.entries(values).map(([reference, value]) => ({ reference, value, coercedFrom: undefined }));

/** A wish for values of the user. */
export const wishFor = (values: Values, more: Partial<Wish> = {}): Wish => ({
  id: randomUUID(),
  user: USER,
  place: OWN,
  intents: intentsOf(values),
  attributes: ATTRIBUTES,
  verify: true,
  ...more,
});

/** Values as Omni shows them, by reference; undefined: it does not show values. */
export type Shown = Readonly<Record<string, unknown>> | undefined;

/** The user as Omni shows them. */
export const userWith = (shown: Shown, more: Partial<OmniUser> = {}): OmniUser => ({
  ...USER,
  displayName: '',
  active: true,
  shown: shown && new Map(Object.entries(shown)),
  ...more,
});

/** An Omni that shows the user as they are told here, and what it was asked. */
function omniOf() {
  const asked: string[] = [];
  const state: { user: OmniUser | undefined; attributes: Wish['attributes'] } = {
    user: userWith({}),
    attributes: ATTRIBUTES,
  };
  const session = {
    readUser: async (id: string) => {
      asked.push(`read ${id}`);
      return state.user;
    },
    listAttributes: async (maxAgeMs: number) => {
      asked.push(`definitions, ${maxAgeMs} ms old at most`);
      return [...state.attributes.values()];
    },
  };
  return { asked, state, session };
}

/**
 * One user in a database, whose lease is held, as whoever claims or settles a write finds them: without Omni's network,
 * and with a clock that stands.
 */
export function useWriting() {
  const db = useDatabase();

  /** The lease of the user; nobody else may have it. */
  async function held(): Promise<Lease> {
    const lease = await acquireLease(db(), { name: userLease(NAME), owner: randomUUID(), leaseMs: 60_000 });
    if (!lease) throw new Error('somebody holds the lease');
    return new Lease({ database: db(), clock: CLOCK }, lease, CLOCK.now());
  }

  /** Somebody else takes the lease. */
  async function take(lease: Lease): Promise<void> {
    await releaseLease(db(), lease);
    await held();
  }

  /** Whether nobody has the lease. */
  const isFree = async (): Promise<boolean> => (await db().query('SELECT FROM connector.leases')).length === 0;

  const values = (): Promise<UserValues> => valuesOfUser(db(), ID);
  /** What is kept of a value, without the times of now. */
  async function kept(reference: string) {
    const one = (await values()).get(reference);
    return one && { seq: one.place.seq, wished: one.wished, held: one.held, writtenSeq: one.writtenSeq };
  }

  /** A wish has sent a value and read it back. */
  const written = (seq: number, reference: string, value: AttributeValue): Promise<unknown> =>
    moveValues(db(), ID, at(seq), [{ reference, wished: value, held: value, sent: true }]);

  /** A wish has found a value in place by an earlier look: its place moves, and nothing else. */
  async function placed(seq: number, reference: string, value: AttributeValue): Promise<void> {
    await lockValuesOfUsers(db(), [{ omniUserId: ID, reference }]);
    await placeUserValues(db(), [{ omniUserId: ID, reference, wished: value, place: at(seq) }]);
  }

  /** The writes that are noted of the user. */
  const noted = (): Promise<OpenIntent[]> => listIntentsOf(db(), ID);

  /**
   * Notes a write that somebody has begun. @param msAgo since when it is known that nobody can tell; left out: it is
   * not
   */
  async function left(seq: number, changes: readonly Change[], msAgo?: number): Promise<OpenIntent> {
    const id = randomUUID();
    const lease = { name: userLease(NAME), fence: 0 };
    const who = { requestId: 'request-0', clientId: 'client-0', action: 'push-users', jobId: 'job-0' };
    await openIntent(db(), { id, at: seq, ...who, userName: NAME, omniUserId: ID, changes, lease, place: at(seq) });
    if (msAgo !== undefined)
      await db().query('UPDATE connector.write_intents SET noted_at = connector.now_ms(NULL) - $2 WHERE id = $1', [
        id,
        msAgo,
      ]);
    const one = (await noted()).find((open) => open.id === id);
    if (!one) throw new Error('the write was not noted');
    return one;
  }

  const audited = () =>
    db().query<Record<string, unknown>>(
      `SELECT at, request_id AS "requestId", client_id AS "clientId", action, job_id AS "jobId",
              user_name AS "userName", omni_user_id AS "omniUserId", reference, before, after, outcome, widens
       FROM connector.audit ORDER BY seq`,
    );

  /** Whoever has the lease is about to write. What they ask the database from here on is logged. */
  async function writing(wish: Wish, more: Partial<Writing> = {}) {
    const lease = await held();
    const omni = omniOf();
    const log = statementLog();
    const warnings: unknown[] = [];
    const context = {
      database: log.wrap(db()),
      clock: CLOCK,
      log: { warn: (fields: unknown, text: string) => warnings.push([fields, text]) },
      omni: omni.session,
      caller: { clientId: 'client-1' },
      requestId: 'request-1',
      action: 'set-user-values',
      resumed: false,
    } as unknown as ApplyContext;
    const one: Writing = { context, lease, wish, known: await values(), earlier: undefined, ...more };
    return { writing: one, lease, omni, warnings, statements: () => log.take().map(({ sql }) => sql) };
  }

  return { db, held, take, isFree, values, kept, written, placed, noted, left, audited, writing };
}

const CLOCK = { now: () => NOW, sleep: async () => undefined };
