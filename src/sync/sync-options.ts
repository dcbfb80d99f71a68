import type { SourcedAttribute } from '../policy/sourced-attributes.ts';
import { type PushOptions, readPushOptions } from '../pushes/push-options.ts';

/** Which of Okta's two profiles the values come from: what the Omni app pushes, or the user's own. */
export type SyncSource = 'app-profile' | 'okta-profile';

/** A reference, and the variable of the profile that holds its value. */
export interface SyncedAttribute {
  readonly reference: string;
  /** By a policy: that of the app's profile which Okta pushes; empty where there is none, or nobody asks. */
  readonly variable: string;
}

/** What a sync takes from Okta; kept with its job. */
export interface SyncOptions {
  /** Without a policy. */
  readonly source: SyncSource;
  readonly attributes: readonly SyncedAttribute[];
  /** What the policy said when the job began, of the same attributes; left out: there was none. */
  readonly policy?: readonly SourcedAttribute[];
  /** An attribute that is empty in Okta: left alone in Omni, or cleared. */
  readonly emptyValues: 'leave' | 'clear';
  /** Takes the values of users whom Okta no longer assigns. */
  readonly clearLeftovers: boolean;
  /** ms epoch: users who have not changed since are left out; null takes all. */
  readonly changedSince: number | null;
}

/** What a sync was asked to do: a push, and where its rows come from. */
export interface SyncJobOptions extends PushOptions {
  readonly sync: SyncOptions;
}

/** What to take from Okta, as a job keeps it. */
export function readSyncOptions(options: unknown): SyncOptions {
  const { sync } = options as { readonly sync?: SyncOptions };
  if (!sync) throw new Error('a job that reads Okta does not say what to take from there');
  return sync;
}

/** The options of a sync as its job keeps them. */
export const readSyncJobOptions = (options: unknown): SyncJobOptions => ({
  ...readPushOptions(options),
  sync: readSyncOptions(options),
});

/** Where the values of a sync come from. */
export type SyncSources = Pick<SyncOptions, 'policy' | 'source' | 'attributes'>;

/** Where each value comes from: by the policy, or a variable of the profile that was asked for. */
export const sourcesOf = ({ policy, source, attributes }: SyncSources): readonly SourcedAttribute[] =>
  policy ??
  attributes.map(({ reference, variable }) => ({
    reference,
    value: { okta: `${source === 'okta-profile' ? 'user' : 'app'}.${variable}` },
  }));
