/** A test does not end. */
export class Hung extends Error {}
