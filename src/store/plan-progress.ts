import type { Queries } from './database.ts';

/** Lets the worker go on with a plan that did not fit into its call. A plan that is complete stays as it is. */
export async function planInBackground(queries: Queries, id: string): Promise<void> {
  await queries.query(
    `UPDATE connector.pushes SET background = true WHERE id = $1 AND status = 'planned' AND phase <> 'applying'`,
    [id],
  );
}

/** Says why a plan does not come forward. */
export async function notePlanTrouble(queries: Queries, id: string, message: string): Promise<void> {
  await queries.query('UPDATE connector.pushes SET message = $2 WHERE id = $1', [id, message]);
}

/** Notes that the caller sees the plan now: from here on an equal call wants a new one. */
export async function notePlanShown(queries: Queries, id: string): Promise<void> {
  await queries.query('UPDATE connector.pushes SET shown = true WHERE id = $1', [id]);
}
