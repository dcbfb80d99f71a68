import Table from 'cli-table3';
import { printable } from '../printable.ts';
import { duration, TABLE_STYLE } from '../push/preview.ts';
import type { PolicyPlan } from './plan-policy.ts';
import type { ValueMove } from './value-moves.ts';

const SHOWN = 20;

const some = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** @param rows of texts from outside */
function table(head: readonly string[], colWidths: readonly number[], rows: readonly (readonly string[])[]): string {
  const made = new Table({ ...TABLE_STYLE, head: [...head], colWidths: [...colWidths] });
  for (const row of rows) made.push(row.map(printable));
  return made.toString();
}

function definitionTable({ definitions }: PolicyPlan): string {
  const rows = definitions.flatMap(({ reference, step, fields }) =>
    fields.map(({ field, before, after }) => [reference, step, field, before, after]),
  );
  return table(['attribute', 'step', 'field', 'before', 'after'], [24, 8, 14, 30, 30], rows);
}

function valueTable({ values }: PolicyPlan): string {
  const rows = values.flatMap(({ reference, userCount, values: counts }) => [
    [reference, '', String(userCount), '', ''],
    ...counts.map(({ value, gainCount, loseCount }) => ['', value, '', String(gainCount), String(loseCount)]),
  ]);
  return table(['attribute', 'value', 'people', 'gain', 'lose'], [24, 40, 10, 10, 10], rows);
}

function peopleTable(title: string, field: 'gains' | 'loses', people: readonly ValueMove[]): string[] {
  const moved = people.filter((one) => one[field].length > 0);
  if (moved.length === 0) return [];
  const rows = moved.slice(0, SHOWN).map((one) => [one.userName, one.reference, one[field].join(', ')]);
  const more = moved.length > SHOWN ? [`The first ${SHOWN} of ${moved.length}.`] : [];
  return [table([title, 'attribute', 'values'], [40, 24, 44], rows), ...more];
}

/** Whom the changes of definitions move, a sentence for each that moves somebody. */
export const movedTexts = ({ definitions }: PolicyPlan): string[] =>
  definitions.flatMap(
    ({ reference, fields, usersFollowingDefault, emailOnlyFollowingDefault, usersHoldingValue, countTruth }) => {
      const changes = (name: string) => fields.some(({ field }) => field === name);
      if (countTruth === '') return [];
      const known = countTruth === 'assumed' ? ', as far as is known' : '';
      const apart =
        emailOnlyFollowingDefault < 0
          ? 'nobody knows how many recipients without an account'
          : `${some(emailOnlyFollowingDefault, 'recipient')} without an account`;
      return [
        ...(changes('defaultValue')
          ? [
              `The default of ${reference} would change for ${some(usersFollowingDefault, 'user')} without a value of their own${known}, and for ${apart}.`,
            ]
          : []),
        ...(changes('multiValued')
          ? [`${reference} would take several values for good; ${some(usersHoldingValue, 'user')} hold one now.`]
          : []),
      ];
    },
  );

/** What is written and moves nothing; empty where there is nothing. */
export const shownAlreadyText = ({ shownAlreadyCount: count }: PolicyPlan): string[] =>
  count === 0
    ? []
    : [`${some(count, 'value')} shown already, perhaps by a default, would be written as the person's own.`];

/** What a plan would take, in one sentence. */
export const costText = ({ omniRequests, estimatedSeconds, oktaRequests }: PolicyPlan): string =>
  `Applying takes ${some(omniRequests, 'request')} to Omni, about ${duration(estimatedSeconds)}, and ${some(oktaRequests, 'request')} to Okta.`;

export const NOT_IN_FORCE =
  'The connector follows another policy, or none: before this one can be applied, POLICY_FILE has to hold it.';

/** A plan as a person reviews it. */
export function showPlan(plan: PolicyPlan): string {
  const { definitions, values, people, failures, failedCount, guard, wouldChange, policyInForce, message } = plan;
  return [
    ...(definitions.length > 0 ? [definitionTable(plan)] : []),
    ...movedTexts(plan).map(printable),
    ...(values.length > 0 ? [valueTable(plan)] : []),
    ...peopleTable('who gains', 'gains', people),
    ...peopleTable('who loses', 'loses', people),
    ...failures.map((one) => printable(`${one.userName}: ${one.message}`)),
    ...(failedCount > failures.length
      ? [`The first ${failures.length} of ${some(failedCount, 'row')} that would fail.`]
      : []),
    ...plan.warnings.map(printable),
    printable(message),
    ...shownAlreadyText(plan),
    ...(wouldChange ? [costText(plan)] : ['Nothing would change.']),
    ...(guard.tripped ? [printable(`Needs approval: ${guard.reason}`)] : []),
    ...(wouldChange && !policyInForce ? [NOT_IN_FORCE] : []),
    ...(wouldChange ? [`Plan hash: ${plan.planHash}`] : []),
  ].join('\n');
}
