import type { ModelKind } from '../omni/models.ts';
import { addJobModels } from '../store/job-models.ts';
import type { UsageOptions } from './report-options.ts';
import type { ReportWork, StepEnd } from './report-state.ts';
import { withheldSentence } from './withheld-sentence.ts';

const NAMES: Record<ModelKind, string> = {
  SHARED: 'The list of models',
  SHARED_EXTENSION: 'The list of models that extend others',
};

/** Reads one page of the list of models of one kind; its place is the kind, and the cursor of the page. */
export async function listModels({ job, place, facts }: ReportWork<UsageOptions>): Promise<StepEnd> {
  const [kind, cursor] = place.split(/ (.*)/s) as [ModelKind, string?];
  const page = await job.ask(({ omni }) => omni.modelPage(kind, cursor));
  const { usage } = facts;
  if ('withheld' in page) {
    const unreadable = [...usage.unreadable, withheldSentence(NAMES[kind], page.withheld)];
    return { stage: 'files', place: kind, facts: { ...facts, usage: { ...usage, complete: false, unreadable } } };
  }
  const { models, next } = page.value;
  const modelCount = usage.modelCount + models.length;
  const unreadModelCount = usage.unreadModelCount + models.length;
  const after = { ...facts, usage: { ...usage, listed: true, modelCount, unreadModelCount } };
  const save: StepEnd['save'] = (queries) => addJobModels(queries, job.record.id, models);
  if (next !== undefined) return { stage: 'models', place: `${kind} ${next}`, facts: after, save };
  return { stage: 'files', place: kind, facts: after, save };
}
