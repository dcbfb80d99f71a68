/** Where the collecting of a job stands: it searches groups, reads members, then the users of the app. */
export type CollectPlace =
  | { readonly stage: 'search'; readonly rule: number }
  /** @param address of the next page; undefined: the first page of the next group */
  | { readonly stage: 'members'; readonly address: string | undefined }
  /** @param address of the next page; undefined for the first */
  | { readonly stage: 'users'; readonly address: string | undefined };

/** The cursor where the groups are read and no user is. */
export const USERS_BEGIN = 'users';

/** Reads the cursor of a job: an address alone is that of a page of users. */
export function placeOfCursor(cursor: string): CollectPlace {
  if (cursor === USERS_BEGIN) return { stage: 'users', address: undefined };
  const [stage = '', place = ''] = cursor.split(/ (.*)/s);
  if (stage === 'members') return { stage, address: place === '' ? undefined : place };
  if (stage === '' || stage === 'groups') return { stage: 'search', rule: Number(place) };
  return { stage: 'users', address: cursor };
}
