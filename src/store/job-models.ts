import type { KnownModel } from '../models/known-models.ts';
import type { ModelReading } from '../models/model-reading.ts';
import type { Queries } from './database.ts';
import { storableText, storableTexts } from './storable-text.ts';

/** A model of a report, without its files. */
export interface ListedJobModel {
  readonly id: string;
  readonly name: string;
}

const ADD = `
  INSERT INTO connector.job_models (job_id, model_id, name)
  SELECT $1, model_id, name FROM unnest($2::text[], $3::text[]) AS page (model_id, name)
  ON CONFLICT DO NOTHING`;

/** Adds models that a report has to read; one that is listed twice is read once. */
export async function addJobModels(queries: Queries, jobId: string, models: readonly ListedJobModel[]): Promise<void> {
  await queries.query(ADD, [jobId, models.map(({ id }) => id), models.map(({ name }) => storableText(name))]);
}

const NEXT = `
  SELECT model_id AS id, name, count(*) OVER () AS "toGo" FROM connector.job_models
  WHERE job_id = $1 AND read_at IS NULL ORDER BY model_id LIMIT 1`;

/** The model that a report reads next, and how many are left with it; undefined when all are read. */
export async function nextJobModel(
  queries: Queries,
  jobId: string,
): Promise<(ListedJobModel & { readonly toGo: number }) | undefined> {
  const [next] = await queries.query<ListedJobModel & { readonly toGo: number }>(NEXT, [jobId]);
  return next;
}

const SAVE = `
  UPDATE connector.job_models SET read_at = connector.now_ms(NULL), reading = $3::json
  WHERE job_id = $1 AND model_id = $2`;

/** Keeps what the files of a model say. @param reading null: Omni does not give them */
export async function saveJobModel(
  queries: Queries,
  jobId: string,
  modelId: string,
  reading: ModelReading | null,
): Promise<void> {
  await queries.query(SAVE, [jobId, modelId, reading && JSON.stringify(reading, storableTexts)]);
}

const READ = `
  SELECT model_id AS id, name, read_at AS "readAt", reading FROM connector.job_models
  WHERE job_id = $1 AND reading IS NOT NULL ORDER BY model_id`;

/** The models that a report could read. */
export const readJobModels = (queries: Queries, jobId: string): Promise<KnownModel[]> =>
  queries.query<KnownModel>(READ, [jobId]);

/** Forgets the models of a report. */
export async function forgetJobModels(queries: Queries, jobId: string): Promise<void> {
  await queries.query('DELETE FROM connector.job_models WHERE job_id = $1', [jobId]);
}
