import { randomUUID } from 'node:crypto';
import type { ApplyContext } from '../../src/apply/context.ts';
import type { Lease } from '../../src/apply/lease.ts';
import type { Wish, Writing } from '../../src/apply/wish.ts';
import type { OmniUser } from '../../src/omni/scim.ts';
import { byReference, type Change } from '../../src/push/changes.ts';
import { releaseLease, userLease } from '../../src/store/leases.ts';
import { type OpenIntent, openIntent } from '../../src/store/write-intents.ts';
import { attribute } from '../push/arbitraries.ts';
import { statementLog } from '../support/statement-log.ts';
import { ADA, CLOCK, place, useOneUser, wishOf } from './one-user.ts';

export const ATTRIBUTES = byReference([
  attribute({ reference: 'region' }),
  attribute({ reference: 'seats' }),
  attribute({ reference: 'tier', defaultValue: ['free'] }),
]);

/** A wish for values of the user. */
export const wishFor = (values: Parameters<typeof wishOf>[0], more: Partial<Wish> = {}): Wish =>
  wishOf(values, ATTRIBUTES, more);

/** Values as Omni shows them, by reference; undefined: it does not show values. */
export type Shown = Readonly<Record<string, unknown>> | undefined;

/** The user as Omni shows them. */
export const userWith = (shown: Shown, more: Partial<OmniUser> = {}): OmniUser => ({
  ...ADA,
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
  const user = useOneUser();
  const { db, hold, values, noted } = user;

  /** Somebody else takes the lease. */
  async function take(lease: Lease): Promise<void> {
    await releaseLease(db(), lease);
    await hold();
  }

  /**
   * Notes a write that somebody has begun. @param msAgo since when it is known that nobody can tell; left out: it is
   * not
   */
  async function left(seq: number, changes: readonly Change[], msAgo?: number): Promise<OpenIntent> {
    const id = randomUUID();
    const lease = { name: userLease(ADA.userName), fence: 0 };
    const who = { requestId: 'request-0', clientId: 'client-0', action: 'push-users', jobId: 'job-0' };
    const whose = { userName: ADA.userName, omniUserId: ADA.id };
    await openIntent(db(), { id, at: seq, ...who, ...whose, changes, lease, place: place(seq) });
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
    const lease = await hold();
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

  return { ...user, take, left, audited, writing };
}
