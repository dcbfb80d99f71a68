/** The size of a page: what the query asks for, within Okta's bounds. */
export function pageLimit(asked: unknown, usual: number, most: number): number {
  const limit = Number(asked ?? usual);
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, most) : usual;
}
