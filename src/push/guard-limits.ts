/** What a push may do without being approved. Each limit is the largest number that passes. */
export interface GuardLimits {
  /** Users whose values change. */
  readonly maxChangedUsers: number;
  /** Share of the users found, 0 to 1, whose values change. */
  readonly maxChangedShare: number;
  /** Values that are emptied. */
  readonly maxClearedValues: number;
  /** Share of the users found, 0 to 1, who lose at least one value. */
  readonly maxClearedShare: number;
}

/** The limits of one push: the settings, lowered by what the call asks for. A call can never raise one. */
export function lowerLimits(settings: GuardLimits, perCall: Partial<GuardLimits>): GuardLimits {
  const lower = (name: keyof GuardLimits) => Math.min(settings[name], perCall[name] ?? settings[name]);
  return {
    maxChangedUsers: lower('maxChangedUsers'),
    maxChangedShare: lower('maxChangedShare'),
    maxClearedValues: lower('maxClearedValues'),
    maxClearedShare: lower('maxClearedShare'),
  };
}
