/** The id of the user, which is another one than that of the membership: both are uuids. */
export const userIdOf = (membershipId: string): string =>
  `${membershipId.slice(0, 24)}${[...membershipId.slice(24)].reverse().join('')}`;
