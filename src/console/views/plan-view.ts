import type { RowChange } from '../../schema/types.ts';
import { type Html, html } from '../html.ts';
import { count, personLink, table, value } from './parts.ts';

/** The most values that a table shows of one plan. */
const MOST_PEOPLE = 200;
/** Of one attribute the most frequent moves are told. */
const MOST_MOVES = 20;

const moveOf = ({ beforeValues, afterValues }: RowChange): string => JSON.stringify([beforeValues, afterValues]);

/** What a plan does to one attribute, as moves of values with how many people make each. */
function attributeRows(reference: string, changes: readonly RowChange[]) {
  const moves = [...Map.groupBy(changes, moveOf).values()].sort((one, other) => other.length - one.length);
  const rows = moves.slice(0, MOST_MOVES).map((people) => {
    const [{ beforeValues, afterValues } = { beforeValues: [], afterValues: [] }] = people;
    return [reference, count(people.length), value(beforeValues), value(afterValues)];
  });
  const more = moves.length - rows.length;
  return more > 0 ? [...rows, [reference, '', '', `and ${count(more)} further moves`]] : rows;
}

/** A plan as before → after, by attribute. @param isWhole false: these are the first changes of more */
export function planByAttribute(changes: readonly RowChange[], isWhole: boolean): Html {
  const byReference = [...Map.groupBy(changes, ({ reference }) => reference)].sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const rows = byReference.flatMap(([reference, some]) => attributeRows(reference, some));
  return html`${!isWhole && html`<p class="note">The plan is larger: this counts the first ${count(changes.length)} changes.</p>`}
${table('By attribute', ['Attribute', 'People', 'Before', 'After'], rows)}`;
}

/** A plan as before → after, by person. */
export const planByPerson = (changes: readonly RowChange[]): Html =>
  table(
    `By person${changes.length > MOST_PEOPLE ? `, the first ${MOST_PEOPLE} of ${count(changes.length)} changes` : ''}`,
    ['Person', 'Attribute', 'Before', 'After', 'Look at'],
    changes
      .slice(0, MOST_PEOPLE)
      .map((one) => [
        personLink(one.userName),
        one.reference,
        value(one.beforeValues),
        value(one.afterValues),
        one.warnings.join(' '),
      ]),
  );
