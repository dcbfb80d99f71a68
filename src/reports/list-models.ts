import { followCursor } from '../base/cursor-trail.ts';
import type { ModelKind } from '../omni/models.ts';
import type { WithheldReason } from '../omni/withheld.ts';
import { addJobModels } from '../store/job-models.ts';
import { askTold } from './ask-told.ts';
import type { UsageOptions } from './report-options.ts';
import type { ReportWork, StepEnd, UsageFacts } from './report-state.ts';
import { withheldSentence } from './withheld-sentence.ts';

const NAMES: Record<ModelKind, string> = {
  SHARED: 'The list of models',
  SHARED_EXTENSION: 'The list of models that extend others',
};

/** A list of which nobody knows the rest. */
const cut = (usage: UsageFacts, kind: ModelKind, { withheld }: { readonly withheld: WithheldReason }): UsageFacts => ({
  ...usage,
  complete: false,
  cursors: [],
  unreadable: [...usage.unreadable, withheldSentence(NAMES[kind], withheld)],
});

/** Reads one page of the list of models of one kind; its place is the kind, and the cursor of the page. */
export async function listModels({ job, place, facts }: ReportWork<UsageOptions>): Promise<StepEnd> {
  const [kind, cursor] = place.split(/ (.*)/s) as [ModelKind, string?];
  const page = await askTold(job, (omni) => omni.modelPage(kind, cursor));
  const { usage } = facts;
  if ('withheld' in page) return { stage: 'files', place: kind, facts: { ...facts, usage: cut(usage, kind, page) } };
  const { models, next } = page.value;
  const modelCount = usage.modelCount + models.length;
  const unreadModelCount = usage.unreadModelCount + models.length;
  const read = { ...usage, listed: true, modelCount, unreadModelCount };
  const save: StepEnd['save'] = (queries) => addJobModels(queries, job.record.id, models);
  if (next === undefined) {
    return { stage: 'files', place: kind, facts: { ...facts, usage: { ...read, cursors: [] } }, save };
  }
  const cursors = followCursor(usage.cursors, next);
  if (!cursors) {
    return { stage: 'files', place: kind, facts: { ...facts, usage: cut(read, kind, { withheld: 'endless' }) }, save };
  }
  return { stage: 'models', place: `${kind} ${next}`, facts: { ...facts, usage: { ...read, cursors } }, save };
}
