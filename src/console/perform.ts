import type { Response } from 'express';
import { scopesOf } from '../actions/action.ts';
import { actionByName } from '../actions/registry.ts';
import { type CallTimes, type RunnableAction, runnable } from '../actions/run-action.ts';
import { requireScope } from '../auth/caller.ts';
import { ConnectorError, toConnectorError } from '../errors/connector-error.ts';
import { requestIdOf } from '../http/request-id.ts';
import type { Services } from '../services.ts';
import { callerOfPerson } from './person.ts';
import { visitOf } from './session.ts';

/** A report is started and then followed on its page: nobody waits for its end with an empty one. */
const REPORT: CallTimes = { workMs: 8_000, answerMs: 10_000 };

/** Runs an action for whoever is signed in. @throws ConnectorError as the action, SCOPE_MISSING, CONSOLE_VIEW_ONLY */
export type Perform = <Output>(response: Response, action: string, input: object) => Promise<Output>;

/**
 * The one way by which a page gets or does anything: the actions of the API with their checks of rights, input and
 * output, their guards and their audit, for a caller who stands for the person.
 */
export function performing(services: Services): Perform {
  const actions = new Map(
    [...actionByName].map(([name, action]) => [
      name,
      runnable(action, services, name.startsWith('report-') ? REPORT : undefined),
    ]),
  );
  return async <Output>(response: Response, name: string, input: object): Promise<Output> => {
    const { action, read, run } = actions.get(name) as RunnableAction;
    const { person } = visitOf(response);
    if (action.effect === 'write' && !person.mayOperate) throw new ConnectorError('CONSOLE_VIEW_ONLY');
    const caller = callerOfPerson(person);
    for (const scope of scopesOf(action)) requireScope(caller, scope);
    // What is done has a line in the log and a measurement as a call of the API has; what is looked at has not.
    if (action.effect === 'write') response.locals.action = name;
    const { text } = await run({ input: read(input), caller, requestId: requestIdOf(response), resumed: false });
    return JSON.parse(text) as Output;
  };
}

/** What a part of a page shows, or why it shows nothing: one part that fails does not take the others along. */
export type Part<T> = { readonly value: T } | { readonly problem: ConnectorError };

/** Waits for a part of a page. */
export async function partOf<T>(work: Promise<T>): Promise<Part<T>> {
  try {
    return { value: await work };
  } catch (thrown) {
    return { problem: toConnectorError(thrown) };
  }
}
