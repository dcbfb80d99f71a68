/** What a test tells `trouble.ts` in a process of the connector. */
export interface Trouble {
  /** Counted from now on. */
  readonly dieAt?: { readonly when: 'before' | 'after'; readonly statement: number } | undefined;
  /** By how much its clock is ahead from now on. */
  readonly shiftMs?: number;
  /** For the embedded database. */
  readonly sql?: string;
  /** Frees all memory that is in no use any more. */
  readonly collect?: boolean;
}
