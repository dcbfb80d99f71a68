/** Users whom a push has to look up, and how large the list is that holds them. */
export interface LookUp {
  /** Users whose id is not known, or whose values are to come from the list. */
  readonly users: number;
  /** All users of the Omni instance; undefined before the first page told. */
  readonly usersInOmni: number | undefined;
  /** Users per page. */
  readonly pageSize: number;
}

/** How to look users up, and the Omni requests that it takes. */
export interface ResolveStrategy {
  readonly by: 'nothing' | 'search' | 'pages';
  readonly requests: number;
}

/**
 * Reads all pages or searches the users one by one, whichever takes fewer requests; when equal it searches, since a
 * search misses nobody when the list shifts while it is read. As long as nobody knows how long the list is, it is taken
 * to hold just the users asked for: ask again after the first page, which tells the total.
 */
export function resolveStrategy({ users, usersInOmni = users, pageSize }: LookUp): ResolveStrategy {
  if (users === 0) return { by: 'nothing', requests: 0 };
  const pages = Math.max(1, Math.ceil(usersInOmni / pageSize));
  return pages < users ? { by: 'pages', requests: pages } : { by: 'search', requests: users };
}
