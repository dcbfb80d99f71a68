import type { ErrorBody } from '../../schema/types.ts';

/** The answer of an action: its output, or the contract's error. */
export type Called<Output> = { readonly output: Output } | { readonly error: ErrorBody };

/** Calls an action, wherever it runs. Rejects only when there was no answer of an action at all. */
export type CallAction = <Output>(action: string, input: object) => Promise<Called<Output>>;

/** What runs the actions: a connector that is running anyway, or one inside of this process. */
export interface Engine {
  readonly call: CallAction;
  /** What becomes of a job once this command has ended, in one sentence. */
  readonly afterwards: string;
  /** What another command needs to reach the same engine: `--url …`, or nothing. */
  readonly option: string;
  close(): Promise<void>;
}

/** A refusal of the contract as one line for the operator. */
export function refusal({ message, fix, details }: ErrorBody): Error {
  const [first] = details.filter((detail) => !message.includes(detail.message));
  return new Error([message, ...(first ? [`${first.path} ${first.message}.`] : []), fix].join(' '));
}

/** The output of an action. @throws Error in one line when the action refuses */
export async function demand<Output>(call: CallAction, action: string, input: object): Promise<Output> {
  const called = await call<Output>(action, input);
  if ('error' in called) throw refusal(called.error);
  return called.output;
}
