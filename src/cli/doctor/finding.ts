import { toConnectorError } from '../../errors/connector-error.ts';

/** How a thing is: in order, not in order, or for a person to look at. */
export type State = 'ok' | 'NO' | '?';

/** One thing that was looked at. */
export interface Finding {
  readonly check: string;
  readonly state: State;
  readonly found: string;
}

/** What a look ends with: a sentence where all is well, or a sentence that a person has to judge. */
export type Seen = string | { readonly unsure: string };

/** Looks at one thing; what is thrown is what is wrong with it. */
export async function look(check: string, work: () => Promise<Seen>): Promise<Finding> {
  try {
    const seen = await work();
    return typeof seen === 'string' ? { check, state: 'ok', found: seen } : { check, state: '?', found: seen.unsure };
  } catch (thrown) {
    const error = toConnectorError(thrown);
    const found = error.code === 'INTERNAL' ? (thrown as Error).message : `${error.message} ${error.body('').fix}`;
    return { check, state: 'NO', found };
  }
}
