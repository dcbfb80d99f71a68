import { accessJudge } from '../apply/access-judge.ts';
import type { Attribute } from '../push/attribute.ts';
import type { WidenedUser } from '../push/guard.ts';
import type { ChangeRow } from '../push/push-row.ts';
import type { Queries } from '../store/database.ts';

/** Whom a plan would give more, and what is not known of that. */
export interface PlanWidening {
  readonly users: readonly WidenedUser[];
  /** As of the `AccessJudge`. */
  readonly note: string;
}

/** Judges what the rows of a plan open. */
export async function planWidening(
  queries: Queries,
  rows: readonly ChangeRow[],
  attributes: ReadonlyMap<string, Attribute>,
): Promise<PlanWidening> {
  const references = new Set(rows.flatMap(({ changes }) => changes.map(({ reference }) => reference)));
  const judge = await accessJudge(queries, references);
  const users = rows.flatMap(({ userName, truth, changes }) => {
    const widens = judge.widens(changes, attributes, truth !== '');
    return widens.length > 0 ? [{ userName, widens }] : [];
  });
  return { users, note: judge.note };
}
