import type { Request, Response } from 'express';
import { originOf } from './address.ts';
import { invalid } from './okta-error.ts';

/** The size of a page: what the query asks for, within Okta's bounds. */
export function pageLimit(asked: unknown, usual: number, most: number): number {
  const limit = Number(asked ?? usual);
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, most) : usual;
}

/** Names the page after: the whole address, to be followed untouched. */
export function linkNext(req: Request, res: Response, next: number | undefined): void {
  const address = new URL(originOf(req) + req.originalUrl);
  res.append('Link', `<${address}>; rel="self"`);
  if (next === undefined) return;
  address.searchParams.set('after', String(next));
  res.append('Link', `<${address}>; rel="next"`);
}

/** Where a page begins. @throws OktaError E0000001 */
export function readAfter(after: unknown): number {
  const place = Number(after ?? 0);
  if (!Number.isInteger(place)) throw invalid('after', 'The cursor is not valid.');
  return place;
}

/** One page of a list that is at hand whole. */
export function pageOf<T>(
  req: Request,
  res: Response,
  all: readonly T[],
  bounds: { readonly usual: number; readonly most: number },
): readonly T[] {
  const after = readAfter(req.query.after);
  const end = after + pageLimit(req.query.limit, bounds.usual, bounds.most);
  linkNext(req, res, end < all.length ? end : undefined);
  return all.slice(after, end);
}
