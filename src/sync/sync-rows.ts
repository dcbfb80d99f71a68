import type { WantedValue } from '../policy/wanted-values.ts';
import type { Attribute } from '../push/attribute.ts';
import { fittingValues } from '../push/fitting-values.ts';
import type { CollectedOktaUser } from '../store/okta-users.ts';
import type { NewPushRow } from '../store/push-rows.ts';
import { askedValues } from './okta-values.ts';
import type { SyncOptions } from './sync-options.ts';

/** A user of the Omni app with what is wanted for them. */
export interface SyncedUser {
  readonly user: CollectedOktaUser;
  readonly wants: readonly WantedValue[];
}

type Row = Pick<NewPushRow, 'userName' | 'values'>;

const isSomething = ({ values }: Row): boolean => Object.keys(values).length > 0;

/**
 * The rows of a sync for some users: one for all that fits, and one for each value that does not, which fails by itself
 * and says why. A push keeps rows of one user apart where one of them cannot be read.
 */
export function syncRows(
  users: readonly SyncedUser[],
  { emptyValues }: Pick<SyncOptions, 'emptyValues'>,
  attributes: ReadonlyMap<string, Attribute>,
): { readonly rows: readonly Row[]; readonly unfitCount: number } {
  const parted = users.map(({ user: { userName }, wants }) => {
    const { fitting, unfit } = fittingValues(attributes, askedValues(wants, emptyValues));
    return {
      userName,
      fitting,
      unfit: unfit.map(({ reference, value }) => ({ userName, values: { [reference]: value } })),
    };
  });
  return {
    rows: parted
      .flatMap(({ userName, fitting, unfit }) => [{ userName, values: fitting }, ...unfit])
      .filter(isSomething),
    unfitCount: parted.reduce((sum, { unfit }) => sum + unfit.length, 0),
  };
}
