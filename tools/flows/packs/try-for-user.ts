import type { Card, Output, Step, Value } from '../card.ts';
import { callFlowAsync } from '../cards/calls.ts';
import type { Outcome } from '../cards/decisions.ts';
import { ifError } from '../cards/if-error.ts';
import { pick } from '../cards/objects.ts';
import { now } from '../cards/other-cards.ts';
import { createRow } from '../cards/table-cards.ts';
import { compose, template } from '../cards/texts.ts';
import { emptyOf, type Shape } from '../shape.ts';
import { alert } from './alert.ts';
import { connectorErrors } from './connector-errors.ts';

interface Attempt<Key extends string> extends Outcome<Key> {
  readonly flow: string;
  readonly userId: Output;
  /** What stands in the column Code when the attempt fails. */
  readonly code: string;
  readonly shapes: Readonly<Record<Key, Shape>>;
  /** What else is written down about a user who is lost. */
  readonly onLoss?: readonly Step[];
}

function record({ flow, userId, code, onLoss = [] }: Attempt<string>, error: Output): readonly Step[] {
  const failure = pick('Failure', error, { statusCode: 'number', message: 'string' });
  const time = now();
  const who = compose('Who', template`Okta user ${userId}: ${failure.out('message')}`);
  const row = createRow('Record Error', connectorErrors, {
    Time: time.out('iso'),
    Flow: flow,
    Action: 'Read User',
    'Status Code': failure.out('statusCode'),
    Code: code,
    Message: failure.out('message'),
    Fix: 'Nothing was sent for this user. See whether Okta has the user, and which connection and attributes Read User has in Configuration.',
    Detail: who.out('output'),
  });
  // Alert comes last: what an admin has put there may fail too.
  return [failure, time, who, row, onLoss, callFlowAsync('Alert', alert, { subject: flow, text: who.out('output') })];
}

/**
 * Tries the cards that need a user as Okta has them. Loops over events and streams of users take no notice of a run
 * that fails; here the failure leaves a row and runs Alert. The outputs are `ok` and what the cards give.
 */
export function tryForUser<Key extends string>(attempt: Attempt<Key>): Card {
  const { shapes, steps, gives } = attempt;
  const nothing = Object.entries<Shape>(shapes).map(([key, shape]): [string, Value] => [key, emptyOf(shape)]);
  return ifError<string>(
    'Try to Read',
    { ok: 'boolean', ...shapes },
    { steps, gives: { ok: true, ...gives } },
    (error) => ({ steps: record(attempt, error), gives: { ok: false, ...Object.fromEntries(nothing) } }),
  );
}
