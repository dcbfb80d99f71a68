import { readSyncOptions, type SyncOptions } from '../sync/sync-options.ts';

/** What a drift report was asked for: what Okta is asked for. */
export interface DriftOptions {
  readonly sync: SyncOptions;
}

export const readDriftOptions = (options: unknown): DriftOptions => ({ sync: readSyncOptions(options) });

/** What a coverage report was asked for: some attributes; left out, all. */
export interface CoverageOptions {
  readonly references?: readonly string[];
}

export const readCoverageOptions = (options: unknown): CoverageOptions => ({ ...(options as CoverageOptions) });
