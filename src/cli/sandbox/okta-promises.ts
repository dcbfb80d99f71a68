import { isDeepStrictEqual } from 'node:util';
import type { OktaOrgState } from '../../../local/okta-org/okta-org-double.ts';
import type { OktaFacts } from './demo-okta.ts';
import type { Promised } from './promises.ts';

/** An org without one attribute and its mapping: everything else must be as it was. */
function withoutAttribute({ userSchema, appSchema, mapping }: OktaOrgState, variable: string) {
  const others = (all: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => name !== variable));
  return [others(userSchema), others(appSchema), others(mapping)];
}

const sorted = (names: Iterable<string>): string[] => [...names].sort();

/** What is promised of the set-up in Okta, of a sync and of the reports. */
export function oktaPromises(facts: OktaFacts): Promised[] {
  const { guide, before, after, setUp, sync, synced, drift, repair, repaired, coverage } = facts;
  const { reference } = guide.attribute;
  const values = Object.entries(guide.values);
  const arrived = values.filter(([userName, value]) =>
    isDeepStrictEqual(synced.get(userName)?.[reference], [value]),
  ).length;
  const drifted = new Set(drift.rows.map(({ userName }) => userName));
  const places = [after.userSchema, after.appSchema, after.mapping].filter((place) => reference in place).length;
  return [
    {
      promise: 'One call makes the attribute in Omni, in Okta, in the app, and the mapping.',
      kept: setUp.complete && places === 3,
      found: `${setUp.steps.filter(({ status }) => status === 'done').length} steps done`,
    },
    {
      promise: 'No other attribute or mapping in Okta is touched.',
      kept: isDeepStrictEqual(withoutAttribute(before, reference), withoutAttribute(after, reference)),
      found: `${Object.keys(before.mapping).length} other mapping compared`,
    },
    {
      promise: 'What Okta holds comes to Omni.',
      kept: arrived === values.length && sync.changedCount === values.length,
      found: `${arrived} of ${values.length} values arrived`,
    },
    {
      promise: 'The drift report names who differs, and nobody else.',
      kept: isDeepStrictEqual(sorted(drifted), sorted([...Object.keys(guide.changedByHand), guide.leaves])),
      found: `${drift.driftCount} differences in ${drift.oktaUserCount} users`,
    },
    {
      promise: 'A sync repairs it.',
      kept: repair.changedCount === drifted.size && repaired.driftCount === 0,
      found: `${repair.changedCount} written, ${repaired.driftCount} differences left`,
    },
    {
      promise: 'The coverage report counts who holds a value.',
      kept: coverage.references[0]?.ownCount === values.length - 1,
      found: coverage.message,
    },
  ];
}
