/** What a test tells `trouble.ts` in a process of the connector. */
export interface Trouble {
  /** Counted from now on. */
  readonly dieAt?: { readonly when: 'before' | 'after'; readonly statement: number } | undefined;
  /** For the embedded database. */
  readonly sql?: string;
}
