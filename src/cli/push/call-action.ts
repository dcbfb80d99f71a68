import type { PartLimits } from '../../files/split-rows.ts';
import type { ErrorBody } from '../../schema/types.ts';

/** The answer of an action: its output, or the contract's error. */
export type Called<Output> = { readonly output: Output } | { readonly error: ErrorBody };

/** Calls an action, wherever it runs. Rejects only when there was no answer of an action at all. */
export type CallAction = <Output>(action: string, input: object) => Promise<Called<Output>>;

/** What runs the actions: a connector that is running anyway, or one inside of this process. */
export interface Engine {
  readonly call: CallAction;
  /** What one push takes there. */
  readonly most: PartLimits;
  /** What becomes of a job once this command has ended, in one sentence. */
  readonly afterwards: string;
  /** What another command needs to reach the same engine: `--url …`, or nothing. */
  readonly option: string;
  close(): Promise<void>;
}

/** A refusal of the contract as one line for the operator. */
export class ActionRefused extends Error {
  readonly code: string;

  constructor({ code, message, fix, details }: ErrorBody) {
    const [first] = details.filter((detail) => !message.includes(detail.message));
    super([message, ...(first ? [`${first.path} ${first.message}.`] : []), fix].join(' '));
    this.code = code;
  }
}

/** The output of an action. @throws ActionRefused */
export async function demand<Output>(call: CallAction, action: string, input: object): Promise<Output> {
  const called = await call<Output>(action, input);
  if ('error' in called) throw new ActionRefused(called.error);
  return called.output;
}
