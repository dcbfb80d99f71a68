import type { Queries } from './database.ts';
import { storableText } from './storable-text.ts';
import { CHANGED_NOW, updateValues } from './update-values.ts';

/** A reference that an attribute of Omni has, or has had. */
export interface AttributeName {
  /** Omni's id of the attribute. */
  readonly id: string;
  readonly reference: string;
}

const REMEMBER = `
  WITH remembered AS (
    INSERT INTO connector.attribute_names (attribute_id, reference, first_seen)
    SELECT attribute_id, reference, connector.now_ms(NULL)
    FROM unnest($1::text[], $2::text[]) AS seen (attribute_id, reference)
    ORDER BY attribute_id, reference
    ON CONFLICT DO NOTHING
    RETURNING attribute_id, reference
  ), forgotten AS (
    ${updateValues(
      `read_at = NULL, changed_at = ${CHANGED_NOW}`,
      `reference IN (
        SELECT remembered.reference FROM remembered JOIN connector.attribute_names AS earlier
          ON earlier.reference = remembered.reference AND earlier.attribute_id <> remembered.attribute_id
      )`,
    )}
  )
  SELECT attribute_id AS id, reference FROM connector.attribute_names
  WHERE attribute_id = ANY ($1::text[]) ORDER BY attribute_id, reference`;

/**
 * Remembers the references of attributes. A reference that means another attribute now was made again: what users held
 * went with the one before, so nothing is remembered of it. @returns those that they had before, these among them where
 * they are not new
 */
export function rememberAttributeNames(queries: Queries, names: readonly AttributeName[]): Promise<AttributeName[]> {
  return queries.query<AttributeName>(REMEMBER, [
    names.map(({ id }) => id),
    names.map(({ reference }) => storableText(reference)),
  ]);
}
