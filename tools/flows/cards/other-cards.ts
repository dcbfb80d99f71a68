import { Card, type Value } from '../card.ts';
import { post as postType } from '../catalogue/api-connector.ts';
import { comment as commentType } from '../catalogue/control.ts';
import { add as addType, now as nowType } from '../catalogue/date-and-math.ts';
import { RETRY_WHEN_FULL } from './retry.ts';

/** A note beside the cards, for whoever opens the flow. */
export const comment = (note: string): Card => new Card(commentType, { note });

/** Now; the output `iso` is the time as text. */
export const now = (title = 'Now'): Card => new Card(nowType, { title });

/** The sum of two numbers; the output is `output`. */
export const add = (title: string, a: Value, b: Value): Card => new Card(addType, { title, values: { a, b } });

/** API Connector Post of a JSON body; the outputs are `Status Code`, `Headers` and `Body`. */
export const post = (title: string, url: Value, body: Value): Card =>
  new Card(postType, {
    title,
    values: { URL: url, Headers: { 'Content-Type': 'application/json' }, Body: body },
    connection: 'Omni connector',
    policy: RETRY_WHEN_FULL,
  });
