import type { HelperFlow, Output, Step } from '../card.ts';
import { callFlow } from '../cards/calls.ts';
import { continueIf } from '../cards/decisions.ts';
import { returnedBy } from '../flow.ts';
import { tryForUser } from './try-for-user.ts';

const CODE = 'OKTA_READ_FAILED';

/** What a readme says of users who are not read. */
export const WHEN_NOT_READ = `A user whom Okta does not give (they are gone, Okta is full or away, the connection has expired) leaves a row with the code \`${CODE}\` in **Connector Errors**, the Okta id in Detail, and runs **Alert**. Nothing is sent for this event.`;

interface Reading {
  readonly flow: string;
  readonly configuration: HelperFlow;
  readonly userId: Output;
}

/** Asks Configuration for the settings and the user's values; when Okta does not give the user, the flow ends here. */
export function readForUser({ flow, configuration, userId }: Reading): {
  readonly steps: readonly Step[];
  out(key: string): Output;
} {
  const settings = callFlow('Read Configuration', configuration, { userId });
  const fields = returnedBy(configuration).map(({ field }) => field);
  const read = tryForUser({
    flow,
    userId,
    code: CODE,
    shapes: Object.fromEntries(fields.map(({ key, shape }) => [key, shape])),
    steps: [settings],
    gives: Object.fromEntries(fields.map(({ key }) => [key, settings.out(key)])),
  });
  return {
    steps: [read, continueIf('Read', [read.out('ok'), '==', true], 'The user was not read: see Connector Errors.')],
    out: (key) => read.out(key),
  };
}
