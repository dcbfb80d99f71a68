import type { TimeOfSlot } from './slot-wait.ts';

/** Leave to send one request now. */
export interface Turn {
  readonly keyId: string;
  /** When its slot was reserved, by the clock of the budget. */
  readonly reservedAt: number;
}

/** Reserves send times in the shared budget: the database in production, so that replicas share it. */
export interface SlotLedger {
  /**
   * Takes the earliest slot of the keys if it can be used within `maxWaitMs`; otherwise takes none.
   *
   * @returns with it the own times of `more` slots of the same key, by the clock of the budget
   */
  reserve(request: {
    keyIds: readonly string[];
    gapMs: number;
    perMinute: number;
    needs: number;
    maxWaitMs: number;
  }): Promise<(Turn & TimeOfSlot & { more: readonly number[] }) | { fullForMs: number }>;
  /** Omni said 429 to this request: send nothing for `backoffMs`, and widen the spacing of the key once per event. */
  slowDown(refused: Turn & { backoffMs: number }): Promise<void>;
  /** Takes back the last slots of a reservation, which are not used. */
  giveBack(unused: { keyId: string; gapMs: number; times: readonly number[] }): Promise<void>;
}
