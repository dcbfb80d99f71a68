import { type DefinitionOutcome, defineAttributes } from '../apply/define-attributes.ts';
import type { DefinitionImpact } from '../apply/definition-impact.ts';
import type { EnsureAttributesInput, EnsureAttributesOutput } from '../schema/types.ts';
import { defineAction } from './action.ts';

type Result = EnsureAttributesOutput['results'][number];

const shownCounts = ({ uses: _, usesNote: __, ...counts }: DefinitionImpact) => counts;

function resultOf(outcome: DefinitionOutcome, dryRun: boolean): Result {
  const { reference, status } = outcome;
  if (outcome.status === 'failed') {
    const { code: error, message } = outcome.error;
    return { reference, status, changed: false, error, message, ...shownCounts(outcome.impact) };
  }
  const verb = dryRun ? 'would be' : 'was';
  const message = status === 'unchanged' ? `${reference} is as wanted already.` : `${reference} ${verb} ${status}.`;
  return { reference, status, changed: status !== 'unchanged', error: '', message, ...shownCounts(outcome.impact) };
}

/** Makes several Omni user attributes exist as described. One failure does not stop the others. */
export default defineAction<EnsureAttributesInput, EnsureAttributesOutput>({
  name: 'ensure-attributes',
  title: 'Ensure Attributes',
  description: 'Creates or updates several user attributes in Omni, with a result for each.',
  group: 'Attributes',
  scope: 'omni.attributes.write',
  effect: 'write',
  omniRequests: 10,
  throws: [],
  async run(context, { attributes, dryRun = false, ...named }) {
    const wanted = attributes.map((one) => ({ ...named, ...one }));
    const outcomes = await defineAttributes(context, wanted, { expects: 'either', dryRun });
    const count = (status: Result['status']) => outcomes.filter((outcome) => outcome.status === status).length;
    return {
      results: outcomes.map((outcome) => resultOf(outcome, dryRun)),
      createdCount: count('created'),
      updatedCount: count('updated'),
      unchangedCount: count('unchanged'),
      failedCount: count('failed'),
    };
  },
});
