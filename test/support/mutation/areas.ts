/** What is mutated, and the tests that have to notice: globs. */
export interface Area {
  readonly mutate: string[];
  readonly testFiles: string[];
}

/**
 * Where a fault that no test notices would write a wrong value, or let somebody in. The tests are the quick ones: who
 * survives meets all of them.
 */
export const AREAS: Readonly<Record<string, Area>> = {
  push: { mutate: ['src/push/**/*.ts'], testFiles: ['test/push/*.test.ts'] },
  // Without thousands of junk tokens, which tell no more than the table of them.
  auth: { mutate: ['src/auth/**/*.ts'], testFiles: ['test/auth/!(junk).test.ts'] },
  // Without the comparison of both ledgers and the kinds of limiter: a minute for each change of what all tests use.
  omni: { mutate: ['src/omni/**/*.ts'], testFiles: ['test/omni/!(limiters|local-ledger).test.ts'] },
  // Without syncs, workflows and commands, which take minutes together.
  policy: {
    mutate: ['src/policy/**/*.ts'],
    testFiles: [
      'test/policy/{check-outside,plan-parts,policy-definitions,policy-file,read-policy,wanted-values}.test.ts',
    ],
  },
  // The order: what is kept of it.
  order: {
    mutate: [
      'src/push/place.ts',
      'src/store/{doubt,held-values,leases,placed-values,shown-late,take-place,user-values,wish-clock}.ts',
      'src/store/write-intents.ts',
    ],
    testFiles: [
      'test/push/place.test.ts',
      'test/store/{dated-anew,dated-back,held-values,leases,lock-order,seen-events,take-place}.test.ts',
      'test/store/{shown-late,user-values,wish-clock,write-intents}.test.ts',
      'test/apply/sent-anyway.test.ts',
      'test/restore/doubt.test.ts',
    ],
  },
  // The order: what asks it, by the tests of each rule. Those of whole flows (test/order) take too long on a busy
  // machine.
  writes: {
    mutate: [
      'src/apply/{claim-wish,judge-look,lease,look-at-user,put-back,record-wish,sent-anyway}.ts',
      'src/apply/{settle-intents,user-lease,write-wish}.ts',
    ],
    testFiles: ['test/store/leases.test.ts', 'test/apply/*.test.ts'],
  },
};
