import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inForce } from '../../src/models/in-force.ts';
import { type AccessPreview, previewAccess } from '../../src/models/preview-access.ts';
import { type Force, type Seen, UNKNOWN } from '../../src/models/preview-row.ts';
import { readModel } from '../../src/models/read-model.ts';
import type { Attribute } from '../../src/push/attribute.ts';

const attribute = (reference: string, more: Partial<Attribute> = {}): Attribute => ({
  id: reference,
  reference,
  label: reference,
  type: 'string',
  multiValued: false,
  defaultValue: [],
  description: '',
  system: false,
  ...more,
});

interface Held {
  readonly before: readonly string[] | 'unknown';
  readonly after?: readonly string[];
}

/** Previews one model for somebody who holds these values of their own. */
function preview(
  files: Record<string, string>,
  values: Record<string, Held>,
  attributes = Object.keys(values).map((reference) => attribute(reference)),
): AccessPreview {
  const byReference = new Map(attributes.map((one) => [one.reference, one]));
  return previewAccess({
    models: [{ id: 'm', name: 'Sales', readAt: 0, reading: readModel(files) }],
    attributes: byReference,
    inForce: (reference) => {
      const known = byReference.get(reference);
      const held = values[reference] ?? { before: [] };
      const force = (own: readonly string[] | 'unknown'): Force =>
        !known || own === 'unknown' ? UNKNOWN : inForce(known, own);
      return { before: force(held.before), after: force(held.after ?? held.before) };
    },
  });
}

const short = ({ topics }: AccessPreview) =>
  topics.map(({ topic, before, after, changed }) => `${topic}: ${before} > ${after}${changed ? '' : ' ='}`);
const filter = (reference: string, more = '') => `  - { field: orders.x, user_attribute: ${reference}${more} }\n`;
const topic = (...filters: string[]) => ({ 'orders.topic': `access_filters:\n${filters.join('')}` });

describe('the rows of a topic', () => {
  const OPEN = topic(filter('region', ', values_for_unfiltered: [all]'));
  const LIKE = topic(filter('region', ', enable_sql_like_wildcards: true'));
  const TWO = topic(filter('region', ', values_for_unfiltered: [all]'), filter('area'));

  test.each<readonly [string, Record<string, string>, Record<string, Held>, string]>([
    ['of a value', OPEN, { region: { before: ['emea'] } }, 'these-values > these-values ='],
    ['of another value', OPEN, { region: { before: ['emea'], after: ['apac'] } }, 'these-values > these-values'],
    [
      'of the same values in another order',
      OPEN,
      { region: { before: ['a', 'b'], after: ['b', 'a'] } },
      'these-values > these-values =',
    ],
    [
      'of a value that is unfiltered',
      OPEN,
      { region: { before: ['emea'], after: ['all'] } },
      'these-values > everything',
    ],
    [
      'of one more that is unfiltered',
      OPEN,
      { region: { before: ['emea'], after: ['emea', 'all'] } },
      'these-values > everything',
    ],
    [
      'of a value beside one that is unfiltered',
      OPEN,
      { region: { before: ['all'], after: ['all', 'x'] } },
      'everything > everything =',
    ],
    ['of no value', OPEN, { region: { before: ['emea'], after: [] } }, 'these-values > query-fails'],
    ['of %, where LIKE compares', LIKE, { region: { before: ['e%'], after: ['%'] } }, 'these-values > everything'],
    ['of %, where = compares', OPEN, { region: { before: ['%'] } }, 'these-values > these-values ='],
    [
      'of a value that Omni does not show',
      OPEN,
      { region: { before: 'unknown', after: ['all'] } },
      'unknown > everything',
    ],
    [
      'of two filters: the narrower one',
      TWO,
      { region: { before: ['all'] }, area: { before: ['x'] } },
      'these-values > these-values =',
    ],
    [
      'of two filters, one without a value',
      TWO,
      { region: { before: ['all'] }, area: { before: [] } },
      'query-fails > query-fails =',
    ],
    ['of a topic without filters', { 'orders.topic': 'base_view: orders\n' }, {}, 'everything > everything ='],
  ])('%s', (_, files, values, expected) => {
    expect(short(preview(files, values))).toEqual([`orders: ${expected}`]);
  });

  test('go by the default of whoever holds nothing, and a clear falls back to it', () => {
    const attributes = [attribute('region', { defaultValue: ['all'] })];
    const made = preview(OPEN, { region: { before: ['emea'], after: [] } }, attributes);
    expect(short(made)).toEqual(['orders: these-values > everything']);
    expect(made.filters).toMatchObject([{ inForce: { before: { source: 'own' }, after: { source: 'default' } } }]);
  });

  test('of an attribute that Omni does not have are not known', () => {
    const made = preview(OPEN, {});
    expect(short(made)).toEqual(['orders: unknown > unknown =']);
    expect(made.filters[0]?.note).toContain('Omni has no attribute of this reference');
  });

  test('follow the defaults of the model where a topic says nothing of its own', () => {
    const files = {
      model: `default_topic_access_filters:\n${filter('region')}`,
      'orders.topic': 'base_view: orders\n',
      'open.topic': 'access_filters: []\n',
      'own.topic': `access_filters:\n${filter('area')}`,
    };
    const made = preview(files, { region: { before: ['emea'], after: ['apac'] }, area: { before: ['x'] } });
    expect(short(made)).toEqual([
      'orders: these-values > these-values',
      'open: everything > everything =',
      'own: these-values > these-values =',
    ]);
    expect(made.filters.map(({ topic: of, reference }) => `${of} ${reference}`)).toEqual(['orders region', 'own area']);
  });
});

describe('a topic that extends others', () => {
  const base = (reference: string) => `access_filters:\n${filter(reference)}`;
  const values = { region: { before: ['emea'] }, area: { before: ['x'] } };
  const filtersOf = (files: Record<string, string>, of = 'child') => {
    const made = preview(files, values);
    return [
      made.filters.filter((one) => one.topic === of).map(({ reference }) => reference),
      made.topics.find((one) => one.topic === of)?.before,
    ];
  };

  test.each<readonly [string, Record<string, string>, readonly string[], Seen]>([
    ['goes by the filters of that', { 'user_orders.topic': base('region') }, ['region'], 'these-values'],
    [
      'goes by those that this one extends, too',
      { 'user_orders.topic': 'extends: [root]\n', 'root.topic': base('region') },
      ['region'],
      'these-values',
    ],
    ['is known by the name of its file', { 'User Orders.topic': base('region') }, ['region'], 'these-values'],
    ['has filters of its own', { 'user_orders.topic': base('region'), own: base('area') }, ['area'], 'these-values'],
    ['has none', { 'user_orders.topic': base('region'), own: 'access_filters: []\n' }, [], 'everything'],
    [
      'goes by the default where that says nothing',
      { model: `default_topic_${base('area')}` },
      ['area'],
      'these-values',
    ],
    ['extends itself in the end', { 'user_orders.topic': 'extends: [child]\n' }, [], 'everything'],
  ])('%s', (_, { own = '', ...files }, references, seen) => {
    expect(filtersOf({ ...files, 'child.topic': `extends: [user_orders]\n${own}` })).toEqual([references, seen]);
  });

  test('that differ: which of them wins is not known', () => {
    const files = { 'a.topic': base('region'), 'b.topic': base('area'), 'child.topic': 'extends: [a, b]\n' };
    expect(filtersOf(files)).toEqual([['region', 'area'], 'unknown']);
  });

  test('requires and hides as that does', () => {
    const files = {
      model: 'access_grants:\n  staff: { user_attribute: region, allowed_values: [staff] }\n',
      'a.topic': 'required_access_grants: [staff]\nhidden_unless_access_grants: [staff]\n',
      'child.topic': 'extends: [a]\n',
    };
    const { guarded, topics } = preview(files, values);
    expect(topics.map(({ before }) => before)).toEqual(['nothing', 'nothing']);
    expect(guarded.map(({ thing, before }) => `${thing}: ${before}`)).toEqual([
      'topic a: refused',
      'topic a: hidden',
      'topic child: refused',
      'topic child: hidden',
    ]);
  });
});

describe('what is not certain is said', () => {
  const noteOf = (more: string, values: readonly string[], type: Attribute['type'] = 'string') =>
    preview(topic(filter('region', more)), { region: { before: values } }, [attribute('region', { type })]).filters[0]
      ?.note;
  const LIKE = ', enable_sql_like_wildcards: true';

  test.each([
    ['no value: two texts of Omni differ', '', [], /the query fails, or nothing is filtered/],
    ['a pattern', LIKE, ['em%'], /pattern of LIKE/],
    ['% itself, which is all there is', LIKE, ['%'], /^$/],
    ['a plain value', LIKE, ['emea'], /^$/],
  ] as const)('of %s', (_, more, values, note) => {
    expect(noteOf(more, values)).toMatch(note);
  });

  test('of a number where the field seems to hold texts', () => {
    expect(noteOf(', values_for_unfiltered: [any]', ['5'], 'number')).toMatch(/seems to hold texts/);
    expect(noteOf(', values_for_unfiltered: [0]', ['5'], 'number')).toBe('');
    expect(noteOf(', values_for_unfiltered: [any]', ['5'])).toBe('');
  });
});

describe('access grants', () => {
  const FILES = {
    model: `
access_grants:
  staff: { user_attribute: kind, allowed_values: [staff] }
  finance: { user_attribute: team, allowed_values: [finance, audit] }
  gone: { user_attribute: never, allowed_values: [x] }
`,
    'orders.topic': 'required_access_grants: [staff|finance]\n',
    'secret.topic': 'hidden_unless_access_grants: [finance]\n',
    'odd.topic': 'required_access_grants: [misspelled]\n',
    'nobody.topic': 'hidden_unless_access_grants: [misspelled]\n',
    'lost.topic': 'required_access_grants: [gone]\n',
    'customers.view': `
dimensions:
  email: { mask_unless_access_grants: [staff] }
  margin: { required_access_grants: [finance] }
`,
  };
  const made = preview(FILES, { kind: { before: ['contractor'], after: ['staff'] }, team: { before: [] } });

  test('say who has them; on an attribute that Omni does not have it is as unknown as of a filter', () => {
    expect(made.grants.map(({ name, allowed, before, after }) => [name, allowed, before, after])).toEqual([
      ['staff', 'staff', 'no', 'yes'],
      ['finance', 'finance, audit', 'no', 'no'],
      ['gone', 'x', 'unknown', 'unknown'],
    ]);
  });

  test('refuse, hide or mask whatever asks for them', () => {
    expect(made.guarded.map(({ topic: of, thing, before, after }) => [of, thing, before, after])).toEqual([
      ['orders', 'topic orders', 'refused', 'shown'],
      ['secret', 'topic secret', 'hidden', 'hidden'],
      ['odd', 'topic odd', 'unknown', 'unknown'],
      ['nobody', 'topic nobody', 'hidden', 'hidden'],
      ['lost', 'topic lost', 'unknown', 'unknown'],
      ['', 'field customers.email', 'masked', 'shown'],
      ['', 'field customers.margin', 'refused', 'refused'],
    ]);
  });

  test('a topic shows nothing without what it requires; hidden, it can be queried all the same', () => {
    expect(short(made)).toEqual([
      'orders: nothing > everything',
      'secret: everything > everything =',
      'odd: unknown > unknown =',
      'nobody: everything > everything =',
      'lost: unknown > unknown =',
    ]);
  });

  test('of the model hold for topics that say nothing of their own', () => {
    const files = {
      model: `${FILES.model}default_topic_required_access_grants: [staff]\ndefault_topic_hidden_unless_access_grants: [finance]\n`,
      'orders.topic': 'base_view: orders\n',
      'open.topic': 'required_access_grants: []\nhidden_unless_access_grants: []\n',
    };
    const { guarded, ...rest } = preview(files, { kind: { before: [] }, team: { before: [] } });
    expect(guarded.map(({ topic: of, thing, before }) => [of, thing, before])).toEqual([
      ['orders', 'topic orders', 'refused'],
      ['orders', 'topic orders', 'hidden'],
    ]);
    expect(short({ guarded, ...rest })).toEqual(['orders: nothing > nothing =', 'open: everything > everything =']);
  });

  test('of a composite topic are told under its name', () => {
    const files = { model: FILES.model, 'both.composite_topic': 'required_access_grants: [staff]\n' };
    expect(preview(files, { kind: { before: [] }, team: { before: [] } }).guarded).toMatchObject([
      { topic: '', thing: 'composite topic both', before: 'refused' },
    ]);
  });

  test('other rows behind a topic that is refused are no change', () => {
    const files = { ...topic(filter('region')), model: FILES.model };
    files['orders.topic'] += 'required_access_grants: [staff]\n';
    const values = { region: { before: ['emea'], after: ['apac'] }, kind: { before: [] } };
    expect(short(preview(files, values))).toEqual(['orders: nothing > nothing =']);
  });
});

describe('whatever the model and the values', () => {
  const RANK: Partial<Record<Seen, number>> = { nothing: 0, 'these-values': 1, everything: 2 };
  const value = fc.constantFrom('all', 'emea', '%', 'e_', 'staff');
  const values = fc.array(value, { maxLength: 3 });
  const model = fc
    .record({
      filters: fc.array(fc.record({ unfiltered: values, wildcards: fc.boolean(), of: fc.constantFrom('a', 'b') }), {
        maxLength: 3,
      }),
      wanted: fc.constantFrom('', 'one', 'one|two', 'one&two'),
    })
    .map(({ filters, wanted }) => ({
      model:
        'access_grants:\n  one: { user_attribute: a, allowed_values: [staff] }\n  two: { user_attribute: b, allowed_values: [all, emea] }\n',
      'orders.topic': JSON.stringify({
        access_filters: filters.map(({ unfiltered, wildcards, of }) => ({
          field: 'x.y',
          user_attribute: of,
          values_for_unfiltered: unfiltered,
          enable_sql_like_wildcards: wildcards,
        })),
        required_access_grants: wanted === '' ? [] : [wanted],
      }),
    }));

  test('what is written as it is held changes nothing', () => {
    fc.assert(
      fc.property(model, values, values, (files, a, b) => {
        const { topics, filters, grants, guarded } = preview(files, { a: { before: a, after: a }, b: { before: b } });
        return [...topics, ...filters, ...grants, ...guarded].every(
          ({ before, after, changed }) => before === after && !changed,
        );
      }),
    );
  });

  test('one value more never shows less', () => {
    fc.assert(
      fc.property(model, fc.array(value, { minLength: 1, maxLength: 3 }), values, value, (files, a, b, more) => {
        const { topics } = preview(files, { a: { before: a, after: [...a, more] }, b: { before: b } });
        return topics.every(({ before, after }) => {
          const [was, is] = [RANK[before], RANK[after]];
          // Without a value of the other attribute a query fails, or does not: it is no matter of the one value more.
          return was === undefined || is === undefined ? before === after || before === 'nothing' : is >= was;
        });
      }),
    );
  });

  test('forth and back mirror each other', () => {
    fc.assert(
      fc.property(model, values, values, values, (files, a, other, b) => {
        const forth = preview(files, { a: { before: a, after: other }, b: { before: b } }).topics;
        const back = preview(files, { a: { before: other, after: a }, b: { before: b } }).topics;
        return forth.every(({ before, after }, at) => before === back[at]?.after && after === back[at]?.before);
      }),
    );
  });
});
