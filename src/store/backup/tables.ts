import type { Queries } from '../database.ts';

/** A table of the connector. */
export interface Table {
  readonly name: string;
  /** Those that hold what was written into them, in their order. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** The steps of the tables have their own check; all else is what a backup holds. */
const MIGRATIONS_TABLE = 'migrations';

const TABLES = `
  SELECT class.relname::text AS name,
         json_agg(json_build_object('name', att.attname, 'type', format_type(att.atttypid, att.atttypmod))
                  ORDER BY att.attnum) AS columns
  FROM pg_class AS class JOIN pg_attribute AS att ON att.attrelid = class.oid
  WHERE class.relnamespace = 'connector'::regnamespace AND class.relkind = 'r' AND class.relname <> '${MIGRATIONS_TABLE}'
    AND att.attnum > 0 AND NOT att.attisdropped AND att.attgenerated = ''
  GROUP BY class.relname ORDER BY class.relname`;

const REFERENCES = `
  SELECT child.relname::text AS child, parent.relname::text AS parent
  FROM pg_constraint AS key
  JOIN pg_class AS child ON child.oid = key.conrelid JOIN pg_class AS parent ON parent.oid = key.confrelid
  WHERE key.contype = 'f' AND key.connamespace = 'connector'::regnamespace AND child.oid <> parent.oid`;

/** The tables of the connector, each after those that its rows refer to. */
export async function listTables(queries: Queries): Promise<Table[]> {
  const tables = await queries.query<Table>(TABLES);
  const references = await queries.query<{ child: string; parent: string }>(REFERENCES);
  const placed = new Set<Table>();
  const place = (table: Table): void => {
    if (placed.has(table)) return;
    const parents = references.filter(({ child }) => child === table.name).map(({ parent }) => parent);
    for (const parent of tables.filter(({ name }) => parents.includes(name))) place(parent);
    placed.add(table);
  };
  for (const table of tables) place(table);
  return [...placed];
}

/** An identifier in SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
