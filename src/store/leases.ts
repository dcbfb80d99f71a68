import { userNameKey } from '../push/user-name-key.ts';
import type { Database, Queries } from './database.ts';
import { storableText } from './storable-text.ts';

export interface LeaseRequest {
  /** What is held, for example `userLease(userName)`. */
  readonly name: string;
  /** Unique per holder, such as the request id: the same owner is refused as well. */
  readonly owner: string;
  /** Milliseconds after which another owner may take over; longer than the work can last. */
  readonly leaseMs: number;
  /** Milliseconds since the epoch; left out, the database's own clock, which all replicas share. */
  readonly now?: number | undefined;
}

/** The name of the lease that lets one writer at a time change a user. */
export const userLease = (userName: string): string => `user:${userNameKey(userName)}`;

const ACQUIRE = `
  INSERT INTO connector.leases AS held (name, owner, lease_until)
  SELECT $1, $2, now + $3::bigint FROM connector.now_ms($4) AS now
  ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until
    WHERE held.lease_until <= connector.now_ms($4)
  RETURNING name`;

/** Takes the lease when nobody holds it or its holder's time is over. False: somebody holds it. */
export async function acquireLease(queries: Queries, { name, owner, leaseMs, now }: LeaseRequest): Promise<boolean> {
  const taken = await queries.query(ACQUIRE, [name, owner, leaseMs, now ?? null]);
  return taken.length > 0;
}

const RENEW = `
  UPDATE connector.leases SET lease_until = connector.now_ms($4) + $3::bigint
  WHERE name = $1 AND owner = $2 RETURNING name`;

/** Keeps the lease for another `leaseMs`. False: it was not this owner's any more. */
export async function renewLease(queries: Queries, { name, owner, leaseMs, now }: LeaseRequest): Promise<boolean> {
  const renewed = await queries.query(RENEW, [name, owner, leaseMs, now ?? null]);
  return renewed.length > 0;
}

/** Gives the lease back. False: it was not this owner's any more, so somebody else may have worked in between. */
export async function releaseLease(queries: Queries, name: string, owner: string): Promise<boolean> {
  const released = await queries.query('DELETE FROM connector.leases WHERE name = $1 AND owner = $2 RETURNING name', [
    name,
    owner,
  ]);
  return released.length > 0;
}

/** Which of these users, by `userNameKey`, somebody writes to now. */
export async function busyUsers(queries: Queries, userNames: readonly string[]): Promise<ReadonlySet<string>> {
  const keys = new Map(userNames.map((userName) => [userLease(userName), userNameKey(userName)]));
  const held = await queries.query<{ name: string }>(
    'SELECT name FROM connector.leases WHERE name = ANY ($1::text[]) AND lease_until > connector.now_ms(NULL)',
    [[...keys.keys()].map(storableText)],
  );
  return new Set(held.flatMap(({ name }) => keys.get(name) ?? []));
}

/** Forgets every lease, at the start of the embedded database: its holders ended with the process before. */
export async function clearLeases(database: Database): Promise<void> {
  await database.query('DELETE FROM connector.leases');
}
