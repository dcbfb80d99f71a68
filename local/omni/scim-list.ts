import type { Request } from 'express';
import scimFilter from 'scim2-parse-filter';
import { badRequest } from './omni-error.ts';

/** How each filterable attribute is compared: `exact` minds the case. */
export type Filterable = Readonly<Record<string, 'exact' | 'caseless'>>;

const NUMBER = /^-?\d*\.?\d+$/;
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

function parseFilter(text: string) {
  try {
    return scimFilter.parse(text);
  } catch (cause) {
    throw Object.assign(badRequest('filter', 'Invalid filter'), { cause });
  }
}

/**
 * The test that a `filter` describes: one comparison, `eq` or `co`, names and operators without case.
 * @throws OmniError 400 for anything else
 */
export function readFilter<Item extends object>(text: unknown, filterable: Filterable): (item: Item) => boolean {
  if (text === undefined) return () => true;
  if (typeof text !== 'string') throw badRequest('filter', 'Invalid filter');
  const parsed = parseFilter(text);
  const comparison = parsed.op === 'eq' || parsed.op === 'co' ? parsed : undefined;
  const attribute = Object.keys(filterable).find((name) => name.toLowerCase() === comparison?.attrPath.toLowerCase());
  if (!comparison || !attribute) throw badRequest('filter', 'Unsupported filter');
  const fold = (value: unknown) => (filterable[attribute] === 'exact' ? String(value) : String(value).toLowerCase());
  const wanted = fold(comparison.compValue);
  return (item) => {
    const has = fold(item[attribute as keyof Item]);
    return comparison.op === 'eq' ? has === wanted : has.includes(wanted);
  };
}

/** Both arrive as text; https://docs.omni.co/api/users/list-users */
function readCount(query: Request['query'], name: 'count' | 'startIndex', fallback: number): number {
  const text = query[name];
  if (text === undefined) return fallback;
  if (typeof text !== 'string' || !NUMBER.test(text)) throw badRequest(name, 'Invalid');
  return Math.trunc(Number(text));
}

/** One page of a SCIM list: `startIndex` counts from 1, `itemsPerPage` is the number on this page. */
export function scimPage<Item>(
  items: readonly Item[],
  query: Request['query'],
  maxCount: number,
  show: (item: Item) => object,
) {
  const startIndex = Math.max(1, readCount(query, 'startIndex', 1));
  const count = Math.min(maxCount, Math.max(0, readCount(query, 'count', 100)));
  const page = items.slice(startIndex - 1, startIndex - 1 + count);
  return {
    schemas: [LIST],
    totalResults: items.length,
    itemsPerPage: page.length,
    startIndex,
    Resources: page.map(show),
  };
}
