import type { ModelReading } from '../models/model-reading.ts';
import type { Queries } from '../store/database.ts';
import { type ListedJobModel, nextJobModel, readJobModels, saveJobModel } from '../store/job-models.ts';
import { askTold } from './ask-told.ts';
import { readInThread } from './read-in-thread.ts';
import type { UsageOptions } from './report-options.ts';
import type { ReportWork, StepEnd } from './report-state.ts';
import { withheldSentence } from './withheld-sentence.ts';

/** A sentence for each is enough to begin with; the rest are as many more. */
const MAX_SENTENCES = 20;

const problemSentences = (model: string, { problems }: ModelReading): string[] =>
  problems.map(({ file, line, message }) => `${model}, ${file}:${line} could not be read: ${message}.`);

const extendsForSomeUsers = async (queries: Queries, jobId: string): Promise<boolean> =>
  (await readJobModels(queries, jobId)).some(({ reading }) =>
    reading.mentions.some(({ kind }) => kind === 'extension'),
  );

/** What a model says, or null where nobody knows, and what could not be read of it. */
async function read(
  job: ReportWork<UsageOptions>['job'],
  { id, name }: ListedJobModel,
): Promise<{ readonly reading: ModelReading | null; readonly told: readonly string[] }> {
  const files = await askTold(job, (omni) => omni.modelFiles(id));
  if ('withheld' in files) return { reading: null, told: [withheldSentence(`The model ${name}`, files.withheld)] };
  const reading = await readInThread(files.value);
  if ('tooMuch' in reading)
    return { reading: null, told: [`The model ${name} could not be read: ${reading.tooMuch}.`] };
  return { reading, told: problemSentences(name, reading) };
}

/**
 * Reads the files of one model. After the shared models come those that extend them for some users, where a shared one
 * says so; its place is the kind of models that are read.
 */
export async function readNextModel({ job, place, facts }: ReportWork<UsageOptions>): Promise<StepEnd> {
  const { record, services } = job;
  const model = await nextJobModel(services.database, record.id);
  if (!model) {
    const hasMore = place === 'SHARED' && (await extendsForSomeUsers(services.database, record.id));
    return hasMore ? { stage: 'models', place: 'SHARED_EXTENSION', facts } : { stage: 'connections', place: '', facts };
  }
  const { reading, told } = await read(job, model);
  const unreadable = [...facts.usage.unreadable, ...told].slice(0, MAX_SENTENCES);
  const usage = { ...facts.usage, unreadModelCount: model.toGo - 1, unreadable };
  return {
    stage: 'files',
    place,
    facts: { ...facts, usage },
    save: (queries) => saveJobModel(queries, record.id, model.id, reading),
  };
}
