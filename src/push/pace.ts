/** How far a job is in its phase, in the units of the phase: users, or rows. */
export interface PhaseProgress {
  readonly phaseDone: number;
  /** 0: nobody knows. */
  readonly phaseTotal: number;
  /** How much was done already when the measuring began. */
  readonly phaseFrom: number;
  /** Since the measuring began, ms; null: it has not. */
  readonly phaseMs: number | null;
}

/** Less says nothing about a pace. */
const MIN_DONE = 10;
const MIN_MS = 3_000;

/** Whole seconds that the rest of the phase takes at the pace measured in it; undefined as long as there is none. */
export function secondsAtPace({ phaseDone, phaseTotal, phaseFrom, phaseMs }: PhaseProgress): number | undefined {
  const done = phaseDone - phaseFrom;
  if (phaseMs === null || phaseTotal === 0 || done < MIN_DONE || phaseMs < MIN_MS) return undefined;
  return Math.ceil((Math.max(0, phaseTotal - phaseDone) * phaseMs) / done / 1_000);
}
