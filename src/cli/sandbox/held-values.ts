import { isDeepStrictEqual } from 'node:util';
import type { OmniDouble } from '../../../local/omni/omni-double.ts';

/** What users hold, by lower-case user name and reference; the entries sorted, nothing for what is cleared. */
export type HeldValues = ReadonlyMap<string, Readonly<Record<string, readonly string[]>>>;

const entries = (value: unknown): string[] =>
  value === null || value === undefined ? [] : [value].flat().map(String).sort();

/** What the users of the local Omni hold now. */
export const heldValues = ({ users }: OmniDouble): HeldValues =>
  new Map(
    users.map(({ userName, values }) => {
      const held = Object.entries(values).map(([reference, value]) => [reference, entries(value)] as const);
      return [userName.toLowerCase(), Object.fromEntries(held.filter(([, value]) => value.length > 0))];
    }),
  );

/** One value that somebody claims a user to hold. */
export interface ClaimedValue {
  readonly userName: string;
  readonly reference: string;
  readonly values: readonly string[];
}

/** What users hold once these values are in place, the later ones over the earlier ones. */
export function withValues(held: HeldValues, claims: readonly ClaimedValue[]): HeldValues {
  const users = new Map(held);
  for (const { userName, reference, values } of claims) {
    const { [reference]: _, ...others } = users.get(userName.toLowerCase()) ?? {};
    const sorted = [...values].sort();
    users.set(userName.toLowerCase(), sorted.length > 0 ? { ...others, [reference]: sorted } : others);
  }
  return users;
}

/** The users that do not hold the same. */
export const differingUsers = (one: HeldValues, other: HeldValues): string[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter(
    (user) => !isDeepStrictEqual(one.get(user) ?? {}, other.get(user) ?? {}),
  );
