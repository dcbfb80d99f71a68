import { isObject } from '../base/is-object.ts';
import type { Requester } from './requester.ts';
import type { Ticket } from './ticket.ts';

/** What the instance says of itself: `POST /api/v1/user-attributes`. Undefined where it does not tell. */
export type Published = ReadonlySet<string> | undefined;

/**
 * The routes that the instance publishes in its own OpenAPI document, which stands at its root, where a request costs
 * nothing of the budget.
 */
export async function publishedRoutes(request: Requester, ticket: Ticket): Promise<Published> {
  const asked = { method: 'GET', path: '/openapi.json' } as const;
  const answer = await request(ticket, asked, { accept: ({ status }) => status < 500 && status !== 429 });
  const paths = isObject(answer.json) ? answer.json.paths : undefined;
  if (answer.status !== 200 || !isObject(paths)) return undefined;
  const routesOf = ([path, item]: [string, unknown]): string[] =>
    isObject(item) ? Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`) : [];
  return new Set(Object.entries(paths).flatMap(routesOf));
}
