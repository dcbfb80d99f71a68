/**
 * What a userName is compared by: without regard to case (RFC 7643 §4.1.1), which is folded for A to Z alone. Unicode
 * would fold more, such as the Kelvin sign to k: those are the names of other people.
 */
export const userNameKey = (userName: string): string =>
  userName.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
