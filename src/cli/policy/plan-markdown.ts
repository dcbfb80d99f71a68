import type { PolicyPlan } from './plan-policy.ts';
import { costText, movedTexts, NOT_IN_FORCE, shownAlreadyText } from './show-plan.ts';

/** By this a workflow finds its comment again. */
const MARKER = '<!-- okta-workflows-omni policy plan -->';
/** A comment on GitHub has 65,536 characters at most; there are six tables. */
const MOST_OF_A_TABLE = 9_500;
const MOST_CHARACTERS = 80;
const MOST_MESSAGE = 1_000;

/** One line: a break would end a row, and other characters without a shape would deceive a reader. */
const plain = (text: string, most: number): string => {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
  return line.length > most ? `${line.slice(0, most)}…` : line;
};

/** Text from outside as code: nothing of it is a mention, a link or markup. A fence is longer than any within. */
function code(text: string, most = MOST_CHARACTERS): string {
  const line = plain(text, most).replaceAll('|', '\\|');
  if (line.trim() === '') return '';
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A table of as many rows as there is room for. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = rows.map(row);
  let room = MOST_OF_A_TABLE;
  const shown = lines.filter((line) => {
    room -= line.length + 1;
    return room >= 0;
  });
  const more =
    shown.length < rows.length ? [`The first ${shown.length} of ${rows.length} lines; \`--json\` has all.`] : [];
  return [[row(head), row(head.map(() => '---')), ...shown].join('\n'), ...more];
}

const section = (title: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0 ? [] : [`### ${title}`, ...table(head, rows)];

const definitionRows = ({ definitions }: PolicyPlan) =>
  definitions.flatMap(({ reference, step, fields }) =>
    fields.map(({ field, before, after }) => [code(reference), step, field, code(before), code(after)]),
  );

const valueRows = ({ values }: PolicyPlan) =>
  values.flatMap(({ reference, userCount, values: counts }) => [
    [code(reference), '', String(userCount), '', ''],
    ...counts.map(({ value, gainCount, loseCount }) => ['', code(value), '', String(gainCount), String(loseCount)]),
  ]);

const peopleRows = ({ people }: PolicyPlan, field: 'gains' | 'loses') =>
  people
    .filter((one) => one[field].length > 0)
    .map((one) => [code(one.userName), code(one.reference), code(one[field].join(', '))]);

const failureRows = ({ failures }: PolicyPlan) =>
  failures.map(({ userName, code: why, message }) => [code(userName), why, code(message, MOST_MESSAGE)]);

/** A plan as a comment on a pull request: whatever the names and values hold, it stays within what GitHub takes. */
export function planMarkdown(plan: PolicyPlan): string {
  const { guard, wouldChange, policyInForce, message } = plan;
  const verdict = wouldChange ? 'This policy would change Omni.' : 'This policy changes nothing in Omni.';
  return [
    MARKER,
    '## Policy plan',
    verdict,
    ...(message === '' ? [] : [`> ${code(message, MOST_MESSAGE)}`]),
    ...section(
      'Warnings',
      ['where, and what to do'],
      plan.warnings.map((one) => [code(one, MOST_MESSAGE)]),
    ),
    ...section('Definitions', ['attribute', 'step', 'field', 'before', 'after'], definitionRows(plan)),
    ...movedTexts(plan).map((text) => plain(text, MOST_MESSAGE)),
    ...section('Values', ['attribute', 'value', 'people', 'gain', 'lose'], valueRows(plan)),
    ...section('Who gains', ['user', 'attribute', 'values'], peopleRows(plan, 'gains')),
    ...section('Who loses', ['user', 'attribute', 'values'], peopleRows(plan, 'loses')),
    ...section(`Would fail: ${plan.failedCount}`, ['user', 'code', 'why'], failureRows(plan)),
    ...shownAlreadyText(plan),
    '### What it takes',
    wouldChange ? costText(plan) : 'Nothing.',
    ...(guard.tripped ? [`**Needs approval:** ${code(guard.reason, MOST_MESSAGE)}`] : []),
    ...(wouldChange && !policyInForce ? [NOT_IN_FORCE] : []),
    ...(wouldChange ? [`Plan hash: \`${plan.planHash}\``] : []),
  ].join('\n\n');
}
