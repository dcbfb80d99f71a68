import type { Database } from '../../src/store/database.ts';

/** A report has seen one model, in which whoever holds this value of an attribute sees every row. */
export async function knowFilter(database: Database, reference: string, unfiltered: string): Promise<void> {
  const filters = [{ reference, topic: '', field: `orders.${reference}`, unfiltered: [unfiltered], wildcards: false }];
  await database.query(
    `INSERT INTO connector.known_models (model_id, name, read_at, reading, filters)
     VALUES ('model-1', 'Sales', 1, $1::json, $2::json)`,
    [JSON.stringify({ filters }), JSON.stringify(filters)],
  );
  await database.query(
    `INSERT INTO connector.known_models_state (read_at, tried_at, problem, connection_uses) VALUES (1, 1, '', '[]')`,
  );
}
