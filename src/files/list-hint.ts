import type { ColumnNote } from './column-notes.ts';

/** Names columns that are ignored and look like one list: the same name with a number behind it. */
export function listHint(ignored: readonly string[], line: number): ColumnNote[] {
  const numbered = ignored.filter((column) => /\D\d+$/.test(column));
  const byStem = Map.groupBy(numbered, (column) => column.replace(/\d+$/, ''));
  return [...byStem].flatMap(([stem, columns]) =>
    columns.length < 2
      ? []
      : [
          {
            code: 'LIST_COLUMNS' as const,
            column: columns.join(', '),
            count: columns.length,
            line,
            message: `They look like one list, which --list '${stem}*=reference' reads.`,
          },
        ],
  );
}
