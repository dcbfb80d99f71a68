import { userNameKey } from '../push/user-name-key.ts';
import type { Queries } from './database.ts';
import { MODELS_STATE, type ModelsState } from './known-models.ts';
import { rememberSql } from './omni-users.ts';
import { USER_VALUE_COLUMNS, type UserValueRow, type UserValues, userValuesOf } from './user-values.ts';
import { INTENTS_OF, type IntentRow, intentOf, type OpenIntent } from './write-intents.ts';

/** What a write to a user goes by, besides what Omni shows. */
export interface RecalledUser {
  readonly values: UserValues;
  /** Writes whose outcome was not recorded, oldest first. */
  readonly open: readonly OpenIntent[];
  readonly models: ModelsState;
}

const RECALL = `
  WITH remembered AS (${rememberSql('$2::text', '$1')})
  SELECT (SELECT coalesce(json_agg(known), '[]') FROM (
            SELECT ${USER_VALUE_COLUMNS} FROM connector.user_values WHERE omni_user_id = $1) AS known) AS values,
         (SELECT coalesce(json_agg(intent), '[]') FROM (${INTENTS_OF}) AS intent) AS open,
         ${MODELS_STATE} AS models`;

interface RecallRow {
  readonly values: readonly UserValueRow[];
  readonly open: readonly IntentRow[];
  readonly models: ModelsState;
}

/**
 * Everything that a write asks of the database before it compares.
 *
 * @param user.foundAs the name by which the user was just found, which is remembered; left out: nothing is
 */
export async function recallUser(
  queries: Queries,
  { omniUserId, foundAs }: { readonly omniUserId: string; readonly foundAs?: string | undefined },
): Promise<RecalledUser> {
  const name = foundAs === undefined ? null : userNameKey(foundAs);
  const [row] = await queries.query<RecallRow>(RECALL, [omniUserId, name]);
  const { values = [], open = [], models = null } = row ?? {};
  return { values: userValuesOf(values), open: open.map(intentOf), models };
}
