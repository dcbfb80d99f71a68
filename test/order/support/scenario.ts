import fc from 'fast-check';

/** One thing that somebody does. */
export interface Deed {
  readonly kind:
    | 'call'
    | 'event'
    | 'push'
    | 'held-push'
    | 'approve'
    | 'cancel'
    | 'undo'
    | 'retry'
    | 'hand'
    | 'look'
    | 'tidy'
    | 'work'
    | 'clock';
  /** Milliseconds after the deed before. */
  readonly after: number;
  readonly replica: number;
  readonly user: number;
  /** For each reference the number of a value; undefined: not named. */
  readonly values: readonly [number | undefined, number | undefined];
  /** Of an event: which one, of a few. */
  readonly event: number;
}

export interface Scenario {
  /** Decides the order of all steps, and what becomes of requests. */
  readonly seed: number;
  readonly replicas: number;
  /** How often something goes wrong. */
  readonly stalls: number;
  /** Where processes stall most. */
  readonly weak: 'statement' | 'leave' | 'answer';
  readonly crashes: number;
  readonly broken: number;
  readonly shows: boolean;
  readonly listShows: boolean;
  /** The instance shows an attribute's default where a user holds nothing. */
  readonly hasDefault: boolean;
  /** The first two names are of one user, who was renamed a moment ago. */
  readonly isRenamed: boolean;
  /** The replicas' clocks are wrong by up to this much, ms. */
  readonly skew: number;
  readonly deeds: readonly Deed[];
}

const often = <T>(weight: number, value: T) => ({ weight, arbitrary: fc.constant(value) });
const share = (...shares: readonly number[]) => fc.constantFrom(...shares);

/** What writes to one user alone; and everything. */
const single = fc.oneof(often(5, 'call' as const), often(5, 'event' as const), often(2, 'tidy' as const));
const any = fc.oneof(
  { weight: 4, arbitrary: single },
  often(6, 'push' as const),
  often(1, 'held-push' as const),
  often(1, 'approve' as const),
  often(1, 'cancel' as const),
  often(2, 'undo' as const),
  often(1, 'retry' as const),
  often(1, 'hand' as const),
  often(1, 'look' as const),
  often(2, 'work' as const),
  often(1, 'clock' as const),
);

const deeds = (kind: fc.Arbitrary<Deed['kind']>, values: number) => {
  const value = fc.option(fc.nat(values - 1), { nil: undefined, freq: 3 });
  const deed: fc.Arbitrary<Deed> = fc.record({
    kind,
    after: fc.oneof(often(7, 0), often(2, 20), often(2, 700), often(1, 6_000), often(2, 13_000), often(1, 40_000)),
    replica: fc.nat(2),
    // What happens at once to one user is what matters.
    user: fc.oneof(often(9, 0), often(1, 1)),
    values: fc.oneof(
      { weight: 2, arbitrary: fc.tuple(fc.nat(values - 1), fc.constant(undefined)) },
      { weight: 1, arbitrary: fc.tuple(value, value) },
    ),
    event: fc.nat(4),
  });
  return fc.array(deed, { minLength: 2, maxLength: 7 });
};

export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.noShrink(fc.nat(1_000_000)),
  replicas: fc.constantFrom(3, 2),
  stalls: share(0, 0.01, 0.03, 0.06),
  weak: fc.constantFrom('leave', 'answer', 'statement'),
  crashes: share(0, 0, 0.01),
  broken: share(0, 0.15, 0.5),
  shows: fc.oneof(often(9, true), often(1, false)),
  listShows: fc.boolean(),
  hasDefault: fc.oneof(often(4, false), often(1, true)),
  isRenamed: fc.oneof(often(9, false), often(1, true)),
  skew: share(0, 20_000),
  deeds: fc.tuple(fc.constantFrom(single, any), share(2, 3, 5)).chain(([kind, values]) => deeds(kind, values)),
});
