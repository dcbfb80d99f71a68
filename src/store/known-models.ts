import type { AttributeUse } from '../models/attribute-use.ts';
import type { KnownFilter, KnownModel } from '../models/known-models.ts';
import type { Queries } from './database.ts';
import { storableText, storableTexts } from './storable-text.ts';

/** What is known of the models of Omni. */
export interface KnownModels {
  readonly models: readonly KnownModel[];
  /** When Omni last showed its models, ms epoch. */
  readonly readAt: number;
  /** When they were last asked for; later than `readAt` where Omni showed none. */
  readonly triedAt: number;
  /** What could not be read then; empty: all could. */
  readonly problem: string;
  /** The connections whose database an attribute chooses, as they were last read. */
  readonly connectionUses: readonly AttributeUse[];
}

const KEEP = `
  INSERT INTO connector.known_models (model_id, name, read_at, reading, filters)
  SELECT model_id, name, read_at, reading, reading -> 'filters' FROM connector.job_models WHERE job_id = $1 AND reading IS NOT NULL
  ON CONFLICT (model_id) DO UPDATE 
    SET name = excluded.name, read_at = excluded.read_at, reading = excluded.reading, filters = excluded.filters`;

const DROP = `
  DELETE FROM connector.known_models
  WHERE model_id NOT IN (SELECT model_id FROM connector.job_models WHERE job_id = $1)`;

const NOTE = `
  INSERT INTO connector.known_models_state AS state (read_at, tried_at, problem, connection_uses)
  VALUES (CASE WHEN $1 THEN connector.now_ms(NULL) END, connector.now_ms(NULL), $2, coalesce($3::json, '[]'))
  ON CONFLICT (only_one) DO UPDATE
    SET read_at = coalesce(excluded.read_at, state.read_at), tried_at = excluded.tried_at, problem = excluded.problem,
        connection_uses = coalesce($3::json, state.connection_uses)`;

/** What a report on models has found. */
export interface FoundModels {
  /** Whether Omni has shown its models. */
  readonly listed: boolean;
  /** Whether it has shown all of them. */
  readonly complete: boolean;
  /** What could not be read; empty: all could. */
  readonly problem: string;
  /** Undefined: Omni does not tell, so that those that were known stay. */
  readonly connectionUses: readonly AttributeUse[] | undefined;
}

/**
 * Keeps what a report has read, for all who ask what a value opens. A model whose files could not be read this time
 * stays as it was known; one that is no longer listed is forgotten.
 */
export async function keepModels(
  queries: Queries,
  jobId: string,
  { listed, complete, problem, connectionUses }: FoundModels,
): Promise<void> {
  await queries.query(KEEP, [jobId]);
  if (complete) await queries.query(DROP, [jobId]);
  const uses = connectionUses && JSON.stringify(connectionUses, storableTexts);
  await queries.query(NOTE, [listed, storableText(problem), uses ?? null]);
}

const STATE = `
  SELECT read_at AS "readAt", tried_at AS "triedAt", problem, connection_uses AS "connectionUses"
  FROM connector.known_models_state
  WHERE read_at IS NOT NULL`;
const MODELS = `
  SELECT model_id AS id, name, read_at AS "readAt", reading FROM connector.known_models ORDER BY name, model_id`;

const FILTERS = `
  SELECT model.name AS model, filter FROM connector.known_models AS model, json_array_elements(model.filters) AS filter
  WHERE filter ->> 'reference' = ANY ($1::text[]) ORDER BY model.name, model.model_id`;

/** As of when the models are known, and how well; null: no report has seen them. */
export type ModelsState = Pick<KnownModels, 'readAt' | 'problem'> | null;

/** An expression of SQL: the `ModelsState` of now, as JSON. */
export const MODELS_STATE = `
  (SELECT json_build_object('readAt', read_at, 'problem', problem) FROM connector.known_models_state
   WHERE read_at IS NOT NULL)`;

/** What is known of some filters. */
export interface KnownFilters extends Pick<KnownModels, 'readAt' | 'problem'> {
  readonly filters: readonly KnownFilter[];
}

async function modelsState(queries: Queries): Promise<ModelsState> {
  const [found] = await queries.query<{ state: ModelsState }>(`SELECT ${MODELS_STATE} AS state`);
  return found?.state ?? null;
}

/**
 * The filters of some attributes, over all models; undefined as long as no report has seen the models.
 *
 * @param told what was read of the state a moment ago; left out: it is read
 */
export async function readKnownFilters(
  queries: Queries,
  references: readonly string[],
  told?: ModelsState,
): Promise<KnownFilters | undefined> {
  const state = told === undefined ? await modelsState(queries) : told;
  if (!state) return undefined;
  const found = await queries.query<{ model: string; filter: Omit<KnownFilter, 'model'> }>(FILTERS, [references]);
  return { ...state, filters: found.map(({ model, filter }) => ({ ...filter, model })) };
}

/** What is known of the models, and as of when; undefined as long as no report has seen them. */
export async function readKnownModels(queries: Queries): Promise<KnownModels | undefined> {
  const [state] = await queries.query<Omit<KnownModels, 'models'>>(STATE);
  return state && { ...state, models: await queries.query<KnownModel>(MODELS) };
}
