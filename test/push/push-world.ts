import fc from 'fast-check';
import type { Attribute, AttributeType, AttributeValue } from '../../src/push/attribute.ts';
import { byReference } from '../../src/push/changes.ts';
import { mergeRows } from '../../src/push/merge-rows.ts';
import { planRow } from '../../src/push/plan-row.ts';
import type { KnownUser, Look, MergedRow, PushRow, RowPlan } from '../../src/push/push-row.ts';
import { userNameKey } from '../../src/push/user-name-key.ts';
import { attribute, references, shape } from './arbitraries.ts';

/** What one user holds of their own, and what the connector remembers of it. */
interface Holder {
  readonly held: ReadonlyMap<string, AttributeValue>;
  readonly remembered: ReadonlyMap<string, AttributeValue>;
}

/** An Omni instance and the connector's memory of it, as values. */
export interface World {
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Whether lists of users carry the values. */
  readonly listsCarry: boolean;
  /** Whether a user without a value is shown with the attribute's default. */
  readonly showsDefaults: boolean;
  /** By user name in lower case. */
  readonly users: ReadonlyMap<string, Holder>;
}

const userNames = ['ana@acme.example', 'ben@acme.example', 'cho@acme.example'];
const unknownName = 'nobody@acme.example';

const entry = (type: AttributeType) => fc.constantFrom(...(type === 'number' ? ['1', '2.5'] : ['emea', 'apac', '1']));

const anyValue = ({ type, multiValued }: Pick<Attribute, 'type' | 'multiValued'>) =>
  fc.uniqueArray(entry(type), { maxLength: multiValued ? 2 : 1 });

const definition = (name: string) =>
  shape.chain((one) => anyValue(one).map((defaultValue) => attribute({ ...one, reference: name, defaultValue })));

const definitions = fc.tuple(...references.map(definition)).map(byReference);

/** Values for some of the references. */
const someValues = (attributes: ReadonlyMap<string, Attribute>) =>
  fc
    .subarray([...attributes.values()])
    .chain((named) =>
      fc.tuple(...named.map((one) => anyValue(one).map((value): [string, AttributeValue] => [one.reference, value]))),
    );

const holder = (attributes: ReadonlyMap<string, Attribute>) =>
  fc.tuple(someValues(attributes), fc.subarray([...references])).map(([values, known]): Holder => {
    const held = new Map(values);
    return { held, remembered: new Map(known.map((name) => [name, held.get(name) ?? []])) };
  });

const anyCase = fc
  .tuple(fc.constantFrom(...userNames, unknownName), fc.boolean())
  .map(([name, upper]) => (upper ? name.toUpperCase() : name));

/** A value as a caller sends it. */
const input = (attributes: ReadonlyMap<string, Attribute>, reference: string, value: AttributeValue): unknown =>
  attributes.get(reference)?.multiValued ? [...value] : (value[0] ?? null);

/** Rows of a push, some for the same user, some for a user whom Omni does not have. */
const rowsFor = (attributes: ReadonlyMap<string, Attribute>) =>
  fc.array(fc.tuple(anyCase, someValues(attributes)), { maxLength: 6 }).map((drafts) =>
    drafts.map(([userName, values], index): PushRow => {
      const inputs = values.map(([reference, value]) => [reference, input(attributes, reference, value)]);
      return { index, userName, values: Object.fromEntries(inputs) };
    }),
  );

/** Any small instance with a push to it. */
export const worldAndRows: fc.Arbitrary<{ world: World; rows: PushRow[] }> = definitions.chain((attributes) =>
  fc
    .record({
      listsCarry: fc.boolean(),
      showsDefaults: fc.boolean(),
      holders: fc.tuple(...userNames.map(() => holder(attributes))),
      rows: rowsFor(attributes),
    })
    .map(({ holders, rows, ...switches }) => {
      const users = new Map(userNames.flatMap((name, at) => (holders[at] ? [[name, holders[at]] as const] : [])));
      return { world: { ...switches, attributes, users }, rows };
    }),
);

/** What Omni shows of a user, every reference named. */
export function shown({ attributes, showsDefaults, users }: World, key: string): Map<string, AttributeValue> {
  const held = users.get(key)?.held;
  return new Map(
    [...attributes.values()].map(({ reference, defaultValue }) => {
      const own = held?.get(reference) ?? [];
      return [reference, own.length === 0 && showsDefaults ? defaultValue : own];
    }),
  );
}

function known(world: World, key: string, look: Look | undefined): KnownUser | undefined {
  const user = world.users.get(key);
  const { remembered } = user ?? {};
  return (
    remembered && {
      id: `id of ${key}`,
      userName: key,
      active: true,
      look,
      remembered,
      rememberedAt: 0,
      oldestReadAt: 0,
    }
  );
}

/** Plans a push as a job does: with the list or the memory, and by reading the user where those do not tell. */
export function planAll(world: World, rows: readonly PushRow[]): (RowPlan | MergedRow)[] {
  const merged = mergeRows(rows, world.attributes, 'error');
  const plan = (row: PushRow, look: Look | undefined) =>
    planRow(row, world.attributes, known(world, userNameKey(row.userName), look), 'error');
  const plans = merged.rows.map((row): RowPlan => {
    const values = shown(world, userNameKey(row.userName));
    const first = plan(row, { by: 'list', at: 0, shown: world.listsCarry ? values : undefined });
    return first.kind === 'unknown' ? plan(row, { by: 'read', at: 0, shown: values }) : first;
  });
  return [...plans, ...merged.settled];
}

/** The world after a user took values, which were read back. */
export function written(world: World, key: string, values: Iterable<readonly [string, AttributeValue]>): World {
  const user = world.users.get(key);
  if (!user) throw new Error('a value was written to a user who does not exist');
  const changes = [...values];
  const after: Holder = {
    held: new Map([...user.held, ...changes]),
    remembered: new Map([...user.remembered, ...changes]),
  };
  return { ...world, users: new Map([...world.users, [key, after]]) };
}

/** The world after every planned change was written. */
export const applyAll = (world: World, plans: readonly (RowPlan | MergedRow)[]): World =>
  plans.reduce((now, plan) => {
    if (plan.kind !== 'change') return now;
    return written(
      now,
      userNameKey(plan.userName),
      plan.changes.map(({ reference, after }) => [reference, after] as const),
    );
  }, world);
