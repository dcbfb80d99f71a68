import type { Deed, Scenario } from './scenario.ts';

const deed = (kind: Deed['kind'], after: number, differences: Partial<Deed> = {}): Deed => ({
  kind,
  after,
  replica: 0,
  user: 0,
  values: [0, undefined],
  event: 0,
  ...differences,
});

const scenario = (differences: Partial<Scenario>): Scenario => ({
  seed: 1,
  replicas: 3,
  stalls: 0,
  weak: 'leave',
  crashes: 0,
  broken: 0.15,
  shows: true,
  listShows: false,
  hasDefault: false,
  isRenamed: false,
  skew: 0,
  deeds: [],
  ...differences,
});

/** Scenarios that were not as the one order promises, by what went wrong. */
export const ONCE_FAILED: readonly (readonly [what: string, scenario: Scenario])[] = [
  [
    'a write that Omni has accepted and never shown stands before an older one that came late',
    scenario({
      seed: 304_895,
      deeds: [
        deed('call', 700, { values: [1, undefined] }),
        deed('call', 20),
        deed('tidy', 0),
        deed('event', 0, { values: [undefined, undefined] }),
      ],
    }),
  ],
  [
    'a clear that came late, and shows the default, leaves no older value remembered',
    scenario({
      seed: 381_177,
      broken: 0.5,
      hasDefault: true,
      deeds: [deed('call', 13_000, { values: [2, undefined] }), deed('call', 0, { replica: 1 }), deed('event', 700)],
    }),
  ],
  [
    'a write that was recorded under an earlier name meanwhile is noticed by the one that is recorded last',
    scenario({
      seed: 966,
      stalls: 0.06,
      broken: 0,
      isRenamed: true,
      deeds: [
        deed('event', 0, { values: [2, undefined] }),
        deed('event', 13_000),
        deed('call', 0, { replica: 1, values: [undefined, undefined] }),
        deed('event', 20),
        deed('call', 13_000),
        deed('call', 700, { user: 1, values: [1, undefined] }),
      ],
    }),
  ],
  [
    'a row that says that it goes by what is remembered may be wrong where somebody has changed the value by hand since',
    scenario({
      seed: 499_495,
      broken: 0,
      deeds: [
        deed('look', 6_000, { user: 1, values: [0, undefined] }),
        deed('push', 700, { values: [0, undefined] }),
        deed('hand', 0, { user: 1, values: [1, undefined] }),
        deed('push', 6_000, { values: [0, undefined], event: 4 }),
        deed('event', 13_000, { values: [undefined, undefined] }),
        deed('retry', 13_000, { values: [undefined, undefined] }),
      ],
    }),
  ],
];
