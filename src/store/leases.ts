import { userNameKey } from '../push/user-name-key.ts';
import type { Database, Queries } from './database.ts';
import { storableText } from './storable-text.ts';

/** A lease that is or was held: the number tells its holder from every later one. */
export interface HeldLease {
  readonly name: string;
  /** From a sequence that only grows. */
  readonly fence: number;
  /** When it was taken, ms epoch by the database's clock. */
  readonly since: number;
}

export interface LeaseRequest {
  /** What is held, for example `userLease(userName)`. */
  readonly name: string;
  /** Unique per holder, such as the request id: the same owner is refused as well. */
  readonly owner: string;
  /** Milliseconds after which another owner may take over, unless it is renewed. */
  readonly leaseMs: number;
  /** Milliseconds since the epoch; left out, the database's own clock, which all replicas share. */
  readonly now?: number | undefined;
}

/** The name of the lease that lets one writer at a time change a user. */
export const userLease = (userName: string): string => `user:${userNameKey(storableText(userName))}`;

/** The name of the lease that lets one at a time move people by changing or deleting a definition. */
export const definitionLease = (reference: string): string => `definition:${storableText(reference)}`;

/**
 * Takes a lease, as a statement or, under a condition, as a part of one; `$1` to `$4` are the parameters of
 * `acquireValues`.
 */
export const acquireSql = (condition = 'true'): string => `
  INSERT INTO connector.leases AS held (name, owner, lease_until, fence)
  SELECT $1, $2, now + $3::bigint, nextval('connector.fences') FROM connector.now_ms($4) AS now WHERE ${condition}
  ON CONFLICT (name) DO UPDATE
    SET owner = excluded.owner, lease_until = excluded.lease_until, fence = excluded.fence
    WHERE held.lease_until <= connector.now_ms($4)
  RETURNING name, fence, lease_until - $3::bigint AS since`;

/** The parameters of `acquireSql`. */
export const acquireValues = ({ name, owner, leaseMs, now }: LeaseRequest): unknown[] => [
  name,
  owner,
  leaseMs,
  now ?? null,
];

const ACQUIRE = acquireSql();

/** Takes the lease when nobody holds it or its holder's time is over. Undefined: somebody holds it. */
export async function acquireLease(queries: Queries, request: LeaseRequest): Promise<HeldLease | undefined> {
  const [taken] = await queries.query<HeldLease>(ACQUIRE, acquireValues(request));
  return taken;
}

/** What tells a lease from every other one, and for how long its holder keeps it from now on. */
export interface LeaseRenewal extends Pick<HeldLease, 'name' | 'fence'> {
  readonly leaseMs: number;
}

/** Renews a lease, as a statement or as a part of one; the parameters are named by the caller. */
export const renewSql = (name: string, fence: string, leaseMs: string, now = 'NULL'): string => `
  UPDATE connector.leases SET lease_until = connector.now_ms(${now}) + ${leaseMs}::bigint
  WHERE name = ${name} AND fence = ${fence} RETURNING name`;

/** Gives a lease back, as `renewSql` renews it. */
export const releaseSql = (name: string, fence: string): string =>
  `DELETE FROM connector.leases WHERE name = ${name} AND fence = ${fence} RETURNING name`;

const RENEW = renewSql('$1', '$2', '$3', '$4');
const RELEASE = releaseSql('$1', '$2');

/**
 * Keeps the lease for another `leaseMs`, also one whose time is over, as long as nobody has taken it. In a transaction
 * nobody can take it before that ends.
 *
 * @returns false: it is not this holder's any more
 */
export async function renewLease(
  queries: Queries,
  { name, fence }: Pick<HeldLease, 'name' | 'fence'>,
  leaseMs: number,
  now?: number,
): Promise<boolean> {
  const renewed = await queries.query(RENEW, [name, fence, leaseMs, now ?? null]);
  return renewed.length > 0;
}

/** Gives the lease back. False: it was not this holder's any more, so somebody else may have worked in between. */
export async function releaseLease(
  queries: Queries,
  { name, fence }: Pick<HeldLease, 'name' | 'fence'>,
): Promise<boolean> {
  const released = await queries.query(RELEASE, [name, fence]);
  return released.length > 0;
}

/** Which of these users, by `userNameKey`, somebody writes to now. */
export async function busyUsers(queries: Queries, userNames: readonly string[]): Promise<ReadonlySet<string>> {
  const held = await queries.query<{ name: string }>(
    'SELECT name FROM connector.leases WHERE name = ANY ($1::text[]) AND lease_until > connector.now_ms(NULL)',
    [userNames.map(userLease)],
  );
  const busy = new Set(held.map(({ name }) => name));
  return new Set(userNames.filter((userName) => busy.has(userLease(userName))).map(userNameKey));
}

/** Forgets every lease, at the start of the embedded database: its holders ended with the process before. */
export async function clearLeases(database: Database): Promise<void> {
  await database.query('DELETE FROM connector.leases');
}
