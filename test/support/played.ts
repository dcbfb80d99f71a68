/**
 * Of all cases those that this run plays: `npm test` a part of them, `npm run test:long` the rest, and `npm test` with
 * names of files or folders all.
 * Where there is no rest, the part comes once more: Jest takes no empty table.
 */
export function played<T>(part: readonly T[], rest: readonly T[]): readonly T[] {
  if (process.env.LONG === '1') return [...part, ...rest];
  return process.env.LONG === 'rest' && rest.length > 0 ? rest : part;
}
