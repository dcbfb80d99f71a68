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

/** A report on the use of attributes is always of all of them. */
export type UsageOptions = Readonly<Record<string, never>>;

export const readUsageOptions = (): UsageOptions => ({});

export const readCoverageOptions = (options: unknown): CoverageOptions => ({ ...(options as CoverageOptions) });
