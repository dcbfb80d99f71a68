import { ConnectorError } from '../errors/connector-error.ts';
import type { SetupSyncedAttributeOutput } from '../schema/types.ts';

type Step = SetupSyncedAttributeOutput['steps'][number];

/** One step of a set-up: something to write, or the reason why there is nothing to write. */
export type PlannedStep =
  | { readonly step: Step['step']; readonly status: 'already' | 'manual' | 'kept'; readonly detail: string }
  | {
      readonly step: Step['step'];
      /** What is written, and what happens to it: "The mapping of region", "created". */
      readonly subject: string;
      readonly verb: string;
      /** What else is to be known about it. */
      readonly note?: string;
      readonly write: () => Promise<unknown>;
    };

type Write = Extract<PlannedStep, { readonly subject: string }>;

const told = ({ subject, verb, note = '' }: Write, tense: string): string =>
  `${subject} ${tense} ${verb}. ${note}`.trimEnd();

/** What a walk over the steps came to. */
export interface Walk {
  readonly steps: readonly Step[];
  /** The failure of the last step; undefined when there was none. */
  readonly failure: ConnectorError | undefined;
}

/**
 * Writes step by step. A step that fails ends the walk: what comes after it may rest on it.
 *
 * @param onWritten hears of every step that was written
 */
export async function takeSteps(
  planned: readonly PlannedStep[],
  dryRun: boolean,
  onWritten: (detail: string) => void,
): Promise<Walk> {
  const steps: Step[] = [];
  for (const one of planned) {
    if ('status' in one) {
      steps.push(one);
    } else if (dryRun) {
      steps.push({ step: one.step, status: 'would-do', detail: told(one, 'would be') });
    } else {
      try {
        await one.write();
      } catch (thrown) {
        if (!(thrown instanceof ConnectorError)) throw thrown;
        const { message, fix } = thrown.body('');
        return {
          steps: [...steps, { step: one.step, status: 'failed', detail: `${message} ${fix}` }],
          failure: thrown,
        };
      }
      const detail = told(one, 'was');
      steps.push({ step: one.step, status: 'done', detail });
      onWritten(detail);
    }
  }
  return { steps, failure: undefined };
}
