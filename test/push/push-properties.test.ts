import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AttributeValue } from '../../src/push/attribute.ts';
import { ownValue } from '../../src/push/changes.ts';
import { planText } from '../../src/push/plan-text.ts';
import type { ChangeRow, MergedRow, PushRow, RowPlan } from '../../src/push/push-row.ts';
import { decideUndo, type UndoRow, undoRows } from '../../src/push/undo.ts';
import { userNameKey } from '../../src/push/user-name-key.ts';
import { RUNS } from '../support/runs.ts';
import { applyAll, planAll, shown, type World, worldAndRows, written } from './push-world.ts';

type Plans = readonly (RowPlan | MergedRow)[];

const changesOf = (plans: Plans): ChangeRow[] => plans.filter((plan) => plan.kind === 'change');
const asSets = (values: ReadonlyMap<string, AttributeValue>) =>
  new Map([...values].map(([reference, value]) => [reference, new Set(value)]));
const view = (world: World) => [...world.users.keys()].map((key) => asSets(shown(world, key)));

/** Rows in another order are another push: the indexes follow the order. */
const shuffled = worldAndRows.chain(({ world, rows }) =>
  fc
    .shuffledSubarray(rows, { minLength: rows.length })
    .map((other) => ({ world, rows, other: other.map((row, index): PushRow => ({ ...row, index })) })),
);

const outcomes = (plans: Plans): string[] =>
  plans
    .map((plan) => [plan.userName.toLowerCase(), plan.kind, plan.kind === 'failed' ? plan.code : ''].join(' '))
    .sort();

function undone(world: World, rows: readonly UndoRow[]): World {
  return rows.reduce((now, { userName, changes }) => {
    const key = userNameKey(userName);
    const present = (reference: string) => {
      const defaultValue = now.attributes.get(reference)?.defaultValue ?? [];
      const remembered = now.users.get(key)?.remembered.get(reference);
      return ownValue(shown(now, key).get(reference) ?? [], defaultValue, remembered);
    };
    const restored = changes.filter((change) => decideUndo(change, present(change.reference)) === 'restore');
    return written(
      now,
      key,
      restored.map(({ reference, after }) => [reference, after] as const),
    );
  }, world);
}

describe('a push', () => {
  test('leaves nothing to do once it is applied', () => {
    fc.assert(
      fc.property(worldAndRows, ({ world, rows }) => {
        const after = applyAll(world, planAll(world, rows));
        expect(changesOf(planAll(after, rows))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  test('gives every row one result', () => {
    fc.assert(
      fc.property(worldAndRows, ({ world, rows }) => {
        const indexes = planAll(world, rows).map(({ index }) => index);
        expect(indexes.sort()).toEqual(rows.map(({ index }) => index));
      }),
      { numRuns: RUNS },
    );
  });

  test('comes to the same whatever the order of its rows', () => {
    fc.assert(
      fc.property(shuffled, ({ world, rows, other }) => {
        const [one, two] = [planAll(world, rows), planAll(world, other)];
        expect(
          planText(
            two.filter((plan) => plan.kind !== 'merged'),
            world.attributes,
          ),
        ).toBe(
          planText(
            one.filter((plan) => plan.kind !== 'merged'),
            world.attributes,
          ),
        );
        expect(outcomes(two)).toEqual(outcomes(one));
      }),
      { numRuns: RUNS },
    );
  });

  test('puts what was asked in place where it does not refuse, and never touches what was not named', () => {
    fc.assert(
      fc.property(worldAndRows, ({ world, rows }) => {
        const plans = planAll(world, rows);
        const refused = new Set(plans.filter(({ kind }) => kind === 'failed').map(({ index }) => index));
        const accepted = rows.filter(({ index }) => !refused.has(index));
        const after = applyAll(world, plans);
        for (const [key, { held }] of after.users) {
          const asked = accepted.filter(({ userName }) => userNameKey(userName) === key).map(({ values }) => values);
          const named: Record<string, unknown> = Object.assign({}, ...asked);
          for (const reference of world.attributes.keys()) {
            const before = world.users.get(key)?.held.get(reference) ?? [];
            const wanted = reference in named ? [named[reference] ?? []].flat() : before;
            expect(new Set(held.get(reference) ?? [])).toEqual(new Set(wanted));
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('is taken back by its undo', () => {
    fc.assert(
      fc.property(worldAndRows, ({ world, rows }) => {
        const plans = changesOf(planAll(world, rows));
        const after = undone(applyAll(world, plans), undoRows(plans).rows);
        expect(view(after)).toEqual(view(world));
      }),
      { numRuns: RUNS },
    );
  });

  test('is not taken back where somebody changed a value since', () => {
    fc.assert(
      fc.property(worldAndRows, ({ world, rows }) => {
        const plans = changesOf(planAll(world, rows));
        const touched = plans.reduce(
          (now, { userName, changes }) =>
            written(
              now,
              userNameKey(userName),
              changes.map(({ reference }) => [reference, ['by hand']] as const),
            ),
          applyAll(world, plans),
        );
        expect(view(undone(touched, undoRows(plans).rows))).toEqual(view(touched));
      }),
      { numRuns: RUNS },
    );
  });
});
