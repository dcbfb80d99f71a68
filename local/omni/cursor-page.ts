/** One page of a list; the cursor is the id of the last one of the page before. */
export function cursorPage<Listed extends { readonly id: string }>(
  found: readonly Listed[],
  { cursor, pageSize }: { readonly cursor: unknown; readonly pageSize: number },
) {
  const start = cursor === undefined ? 0 : found.findIndex(({ id }) => id === cursor) + 1;
  const page = found.slice(start, start + pageSize);
  const hasNextPage = start + pageSize < found.length;
  const nextCursor = hasNextPage ? (page.at(-1)?.id ?? null) : null;
  return { page, pageInfo: { hasNextPage, nextCursor, pageSize, totalRecords: found.length } };
}
