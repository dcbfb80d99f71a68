import { ConnectorError } from '../errors/connector-error.ts';
import { omniMessage } from './answers.ts';
import { type Requester, UncertainOutcome } from './requester.ts';
import type { Ticket } from './ticket.ts';
import type { OmniAnswer } from './transport.ts';
import { isWithheld } from './withheld.ts';

/** Which rows to count, and as whom. */
export interface RowCountQuery {
  readonly modelId: string;
  readonly topic: string;
  /** The view that the topic's rows come from. */
  readonly baseView: string;
  /** Never left out: Omni would count as the owner of the key. */
  readonly userId: string;
}

/** The count, or why there is none: `refused` where Omni has said no to just this query or person. */
export type RowCount =
  | { readonly count: number }
  | { readonly problem: string; readonly kind: 'refused' | 'not-understood' | 'failed' };

/** Refusals that say nothing about the key. */
const isRefused = (answer: OmniAnswer): boolean => isWithheld(answer) || answer.status === 422;

/** A header and one whole number. */
const COUNTED = /^[^\r\n]+\r?\n"?(\d{1,15})"?\s*$/;

/**
 * Lets Omni count the rows of a topic as a user. Reads only: a query whose outcome is not known has changed nothing.
 * https://docs.omni.co/api/queries/run-query - the fields and the form of a count are not published for every model:
 * `count` is the measure that Omni's examples have on each view, and what is no header and number is not taken for one.
 */
export async function countRows(
  request: Requester,
  ticket: Ticket,
  { modelId, topic, baseView, userId }: RowCountQuery,
): Promise<RowCount> {
  const query = {
    modelId,
    table: baseView,
    fields: [`${baseView}.count`],
    limit: 1,
    join_paths_from_topic_name: topic,
  };
  // What was counted for somebody else must not be taken for theirs.
  const body = { query, userId, cache: 'SkipCache', resultType: 'csv', formatResults: false };
  try {
    const answer = await request(ticket, { method: 'POST', path: '/api/v1/query/run', body }, { accept: isRefused });
    if (isRefused(answer)) return { problem: omniMessage(answer, body), kind: 'refused' };
    const [, count] = COUNTED.exec(answer.text) ?? [];
    if (count !== undefined) return { count: Number(count) };
    return { problem: 'the answer is no count', kind: 'not-understood' };
  } catch (thrown) {
    if (thrown instanceof ConnectorError || thrown instanceof UncertainOutcome) {
      return { problem: thrown.message, kind: 'failed' };
    }
    throw thrown;
  }
}
