import type { SetupSyncedAttributeOutput } from '../schema/types.ts';
import type { Walk } from './take-steps.ts';

/** The names of one attribute on the three sides; empty where there is none. */
export type SyncedNames = Pick<SetupSyncedAttributeOutput, 'reference' | 'oktaVariable' | 'appVariable'>;

function messageOf({ steps, failure }: Walk): string {
  const count = (status: string) => steps.filter((one) => one.status === status).length;
  const manual = count('manual') > 0 ? ' What is manual is left to you.' : '';
  if (failure) return `Steps done: ${count('done')}; then one failed. ${steps.at(-1)?.detail}`;
  if (count('would-do') > 0) return `Steps to do: ${count('would-do')}; nothing was written.${manual}`;
  return `Steps done: ${count('done')}; the others needed nothing.${manual}`;
}

/** A walk over the steps as the actions answer it. */
export const setupAnswer = (names: SyncedNames, walk: Walk, dryRun: boolean): SetupSyncedAttributeOutput => ({
  steps: [...walk.steps],
  complete: walk.steps.every(({ status }) => status !== 'failed' && status !== 'would-do'),
  ...names,
  failedCode: walk.failure?.code ?? '',
  retryable: walk.failure?.retryable ?? false,
  message: messageOf(walk),
  dryRun,
});
