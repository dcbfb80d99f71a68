/** What is mutated, and the tests that have to notice: globs. */
export interface Area {
  readonly mutate: string[];
  readonly testFiles: string[];
}

/** Where a fault that no test notices would write a wrong value, or let somebody in. */
export const AREAS: Readonly<Record<string, Area>> = {
  push: { mutate: ['src/push/**/*.ts'], testFiles: ['test/push/*.test.ts'] },
  // Without thousands of junk tokens, which tell no more than the table of them.
  auth: { mutate: ['src/auth/**/*.ts'], testFiles: ['test/auth/!(junk).test.ts'] },
  // Without the comparison of both ledgers and the kinds of limiter: a minute for each mutant of what all tests use.
  omni: { mutate: ['src/omni/**/*.ts'], testFiles: ['test/omni/!(limiters|local-ledger).test.ts'] },
  // Without whole syncs and workflows, which take a minute together.
  policy: {
    mutate: ['src/policy/**/*.ts'],
    testFiles: ['test/policy/{check,plan-parts,policy-file,read,rules,told,wanted}*.test.ts'],
  },
  // Without the looks of the console and jobs that fail or are canceled, which take a minute together.
  order: {
    mutate: [
      'src/apply/{claim-wish,judge-look,lease,look-at-user,put-back,record-wish,sent-anyway,settle-intents}.ts',
      'src/apply/{user-lease,write-wish}.ts',
      'src/push/place.ts',
      'src/store/{doubt,held-values,leases,placed-values,shown-late,take-place,user-values,wish-clock}.ts',
      'src/store/write-intents.ts',
    ],
    testFiles: [
      'test/push/place.test.ts',
      'test/store/{held-values,leases,lock-order,seen-events,user-values,wish-clock,write-intents}.test.ts',
      'test/apply/*.test.ts',
      'test/order/!(canceled|failed-rows|looks).test.ts',
    ],
  },
};
