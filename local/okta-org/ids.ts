/** An id as Okta makes them: a prefix for the kind of thing, twenty characters in all. */
export const oktaId = (prefix: string, number: number): string =>
  prefix + number.toString(36).padStart(20 - prefix.length, '0');

/** What every local org has one of. */
export const IDS = {
  app: oktaId('0oa', 1),
  serviceApp: oktaId('0oa', 2),
  userType: oktaId('oty', 1),
  userSchema: oktaId('osc', 1),
  toApp: oktaId('prm', 1),
  fromApp: oktaId('prm', 2),
} as const;
