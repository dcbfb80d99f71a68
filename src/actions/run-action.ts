import type { Caller } from '../auth/caller.ts';
import { type Clock, NOT_NEEDED } from '../base/clock.ts';
import { ConnectorError } from '../errors/connector-error.ts';
import type { Place } from '../push/place.ts';
import { problemsOf } from '../schema/problems.ts';
import { inputReader } from '../schema/read-input.ts';
import { validatorOf } from '../schema/validator.ts';
import type { Services } from '../services.ts';
import { type Action, type ActionContext, answerStatus } from './action.ts';

/** A card gives up after about 30 s, so work stops at 23 s and the answer leaves at 25 s whatever happens. */
export const WORK_MS = 23_000;
/** How long an action may work, and after what time an answer leaves in any case. */
export interface CallTimes {
  readonly workMs: number;
  readonly answerMs: number;
}
const CARD: CallTimes = { workMs: WORK_MS, answerMs: 25_000 };

/** An answer ready to be sent: the same text for the first call and for every repeat. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** A repeat may come further. */
  readonly unfinished: boolean;
  /** It is that of an earlier call with the same Idempotency-Key. */
  readonly replayed?: boolean;
}

/** One call of an action, checked. */
export interface ActionCall {
  readonly input: unknown;
  readonly caller: Caller;
  readonly requestId: string;
  /** See `ActionContext`. */
  readonly resumed: boolean;
  readonly place?: Place;
}

/** An action made ready to be called. */
export interface RunnableAction {
  readonly action: Action<unknown>;
  /** The input that a body holds. @throws ConnectorError ROWS_TOO_MANY, or BODY_INVALID naming the wrong fields */
  read(body: unknown): unknown;
  /** Runs it within its time and checks its output. @throws ConnectorError */
  run(call: ActionCall): Promise<Answer>;
}

/** The answer, or an error that says what has been done so far when it comes too late. */
const withinLimit = (working: Promise<Answer>, answerMs: number, clock: Clock, done: () => string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    let finished: AbortController | undefined;
    // What is answered from memory is done by then, and the limit costs more than such an answer.
    const watch = setImmediate(() => {
      finished = new AbortController();
      clock.sleep(answerMs, finished.signal).then(
        () => reject(new ConnectorError('OMNI_TOO_SLOW', { done: done() })),
        // The work has finished first.
        () => undefined,
      );
    });
    const end = <T>(settle: (result: T) => void, result: T): void => {
      clearImmediate(watch);
      finished?.abort(NOT_NEEDED);
      settle(result);
    };
    working.then(
      (answer) => end(resolve, answer),
      (thrown) => end(reject, thrown),
    );
  });

/** Compiles an action's schemas and binds it to the services; its callers wait as long as a card unless given. */
export function runnable(
  action: Action<unknown>,
  services: Services,
  { workMs, answerMs }: CallTimes = CARD,
): RunnableAction {
  const outputFile = `${action.name}.output.json`;
  const validateOutput = validatorOf(outputFile);
  const { clock, instance } = services;

  function work(call: ActionCall, hear: (context: ActionContext) => void): Promise<Answer> {
    const session = { lane: 'interactive', deadline: clock.now() + workMs, expected: action.omniRequests } as const;
    return instance.withSession(session, async (omni) => {
      const { caller, requestId, resumed, place } = call;
      const context = { ...services, omni, caller, requestId, resumed, place, action: action.name };
      hear(context);
      const output = await action.run(context, call.input);
      if (!validateOutput(output)) {
        const details = problemsOf(outputFile, output);
        throw new Error(`the output of ${action.name} does not match its schema: ${JSON.stringify(details)}`);
      }
      const unfinished = action.unfinished?.(output) ?? false;
      return { status: answerStatus(action, output), text: JSON.stringify(output), unfinished };
    });
  }

  return {
    action,
    read: inputReader(action.name, services.settings),
    run(call) {
      let context: ActionContext | undefined;
      const working = work(call, (made) => (context = made));
      return withinLimit(working, answerMs, clock, () => context?.omni.done ?? 'nothing was written');
    },
  };
}
