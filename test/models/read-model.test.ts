import { describe, expect, test } from '@jest/globals';
import { readModel } from '../../src/models/read-model.ts';

const one = (file: string, text: string) => readModel({ [file]: text });

describe('access filters', () => {
  // https://docs.omni.co/modeling/topics/parameters/access-filters
  const TOPIC = `
# who sees which orders
base_view: orders
joins:
  access_filters: {}
access_filters:
  - field: "orders.region" # one region each
    user_attribute: "sales_region"
    values_for_unfiltered: ["all_regions", 1, 01, true]
    enable_sql_like_wildcards: true
  - field: orders.cost_center
    user_attribute: cost_centers
    never_heard_of: { user_attribute: nobody }
`;

  test.each(['orders.topic', 'orders.topic.yaml', 'topics/orders.yaml', 'PUBLIC/orders.topic'])(
    'of the topic file %s are read as the model writes them',
    (file) => {
      expect(one(file, TOPIC)).toMatchObject({
        filters: [
          {
            file,
            line: 7,
            reference: 'sales_region',
            topic: 'orders',
            field: 'orders.region',
            unfiltered: ['all_regions', '1', '01', 'true'],
            wildcards: true,
          },
          { line: 11, reference: 'cost_centers', unfiltered: [], wildcards: false },
        ],
        topics: [
          { name: 'orders', file, ownFilters: true, ownGrants: false, ownHiding: false, bases: [], baseView: 'orders' },
        ],
        problems: [],
      });
    },
  );

  // https://docs.omni.co/modeling/models/default-topic-access-filters
  test('a default of the model is of no topic; a blank list takes it away from one', () => {
    const reading = readModel({
      model:
        'default_topic_access_filters:\n  - field: user_id\n    user_attribute: user_id\n    values_for_unfiltered: [is_admin]\n',
      'users.topic': 'access_filters: []\n',
      'orders.topic': 'joins:\n  users: {}\n',
    });
    expect(reading.filters).toMatchObject([{ topic: '', field: 'user_id', unfiltered: ['is_admin'] }]);
    expect(reading.topics.map(({ name, ownFilters }) => [name, ownFilters])).toEqual([
      ['users', true],
      ['orders', false],
    ]);
  });

  test('topics of a model file, as older models have them, are topics', () => {
    const text =
      'topics:\n  users:\n    joins: {}\n    access_filters:\n      - field: state\n        user_attribute: region\n';
    expect(one('model', text).filters).toMatchObject([{ topic: 'users', reference: 'region', line: 5 }]);
  });
});

describe('access grants', () => {
  // https://docs.omni.co/modeling/models/access-grants, https://docs.omni.co/modeling/develop/data-access-control
  const FILES = {
    model: `
default_topic_required_access_grants: [finance]
default_topic_hidden_unless_access_grants: [nw_region]
access_grants:
  nw_region:
    user_attribute: region
    allowed_values: [washington, idaho]
  finance: { user_attribute: omni_user_groups, allowed_values: [Finance], access_boostable: true }
`,
    'orders.topic': 'required_access_grants: [finance|nw_region]\nhidden_unless_access_grants: [finance]\n',
    'order_items.view': `
required_access_grants: [finance]
dimensions:
  required_access_grants: # a name, as any other
    label: Odd
  email:
    mask_unless_access_grants: [ finance|nw_region&other ]
measures:
  total:
    aggregate_type: sum
    required_access_grants: finance
`,
  };

  test('are read with the values that they are for', () => {
    expect(readModel(FILES).grants).toEqual([
      { file: 'model', line: 6, name: 'nw_region', reference: 'region', allowed: ['washington', 'idaho'] },
      { file: 'model', line: 8, name: 'finance', reference: 'omni_user_groups', allowed: ['Finance'] },
    ]);
  });

  test('are asked for by topics, views and fields, in three ways', () => {
    const uses = readModel(FILES).grantUses.map(({ parameter, of, topic, thing, wanted }) => [
      parameter,
      of,
      topic,
      thing,
      wanted.join(),
    ]);
    expect(uses).toEqual([
      ['required_access_grants', 'every-topic', '', 'topics without grants of their own', 'finance'],
      ['hidden_unless_access_grants', 'every-topic', '', 'topics without grants of their own', 'nw_region'],
      ['required_access_grants', 'topic', 'orders', 'topic orders', 'finance|nw_region'],
      ['hidden_unless_access_grants', 'topic', 'orders', 'topic orders', 'finance'],
      ['required_access_grants', 'part', '', 'view order_items', 'finance'],
      ['mask_unless_access_grants', 'part', '', 'field order_items.email', 'finance|nw_region&other'],
      ['required_access_grants', 'part', '', 'field order_items.total', 'finance'],
    ]);
  });
});

describe('tags in texts', () => {
  const mentions = (file: string, text: string) =>
    one(file, text).mentions.map(({ reference, kind, topic, line, detail }) => [reference, kind, topic, line, detail]);

  // https://docs.omni.co/administration/users/attributes
  test('in the SQL of a field, on the line of the text', () => {
    const view = `
# {{omni_attributes.in_a_comment}}
dimensions:
  name_hidden:
    sql: |+
      CASE WHEN {{omni_attributes.see_names}} = 'true' {{! omni_attributes.said_only }}
      THEN \${users.name} ELSE {{# omni_attributes.mask }}x{{/ omni_attributes.mask }} END
`;
    expect(mentions('users.view', view)).toEqual([
      ['see_names', 'field', '', 5, 'sql of field users.name_hidden'],
      ['mask', 'field', '', 5, 'sql of field users.name_hidden'],
    ]);
  });

  test('in joins, in the context for AI, in the SQL of a view, and in Markdown', () => {
    expect(
      mentions(
        'relationships',
        "- join_from_view: a\n  join_to_view: b\n  on_sql: x = '{{ omni_attributes.seller_org_id }}'\n",
      ),
    ).toEqual([['seller_org_id', 'other', '', 3, 'on_sql of the model']]);
    expect(mentions('orders.topic', 'ai_context: "Speak {{{ omni_attributes.language }}}."\n')).toEqual([
      ['language', 'other', 'orders', 1, 'ai_context of topic orders'],
    ]);
    expect(mentions('recent.query.view', 'sql: SELECT * FROM x WHERE r = {{omni_attributes.region}}\n')).toEqual([
      ['region', 'other', '', 1, 'sql of view recent'],
    ]);
    expect(mentions('orders.topic', 'description: Hello {{metadata.userAttributes.first_name.values}}\n')).toEqual([
      ['first_name', 'other', 'orders', 1, 'description of topic orders'],
    ]);
  });
});

// https://docs.omni.co/modeling/models/dynamic-shared-extensions
test('dynamic extensions name their attribute, and those of their pattern', () => {
  const text = `
dynamic_shared_extensions:
  - user_attribute: customer_id
    mappings:
      blobs_r_us: { values_for_model: [blobs_r_us] }
      mega_blobs: { values_for_model: [mega_blobs] }
  - map_pattern: "{{omni_attributes.department}}_{{omni_attributes.region}}_model"
`;
  expect(one('model.yaml', text).mentions).toMatchObject([
    { reference: 'customer_id', kind: 'extension', line: 3, detail: 'applies one of blobs_r_us, mega_blobs' },
    { reference: 'department', kind: 'extension', line: 7 },
    { reference: 'region', kind: 'extension', line: 7 },
  ]);
});

describe('files as they come', () => {
  test('anchors, aliases and merged keys are followed, and a broken alias is told', () => {
    const text = `
filter: &region
  field: orders.region
  user_attribute: region
more: &open { values_for_unfiltered: [all] }
access_filters:
  - *region
  - { <<: [*region, *open], field: orders.area }
  - *nowhere
`;
    const { filters, problems } = one('orders.topic', text);
    expect(filters).toMatchObject([
      { field: 'orders.region', reference: 'region', unfiltered: [], line: 3 },
      { field: 'orders.area', reference: 'region', unfiltered: ['all'], line: 8 },
    ]);
    expect(problems).toContainEqual(expect.objectContaining({ file: 'orders.topic', line: 9 }));
  });

  test('a broken file is told with its line; what stands around the break, and the other files, are read', () => {
    const reading = readModel({
      'broken.topic':
        'access_filters:\n  - field: a.b\n    user_attribute: region\nlabel: "never closed\n  oh: no: no\n',
      'orders.topic': 'access_filters:\n  - { field: a.b, user_attribute: tier }\n',
    });
    expect(reading.filters.map(({ reference }) => reference)).toEqual(['region', 'tier']);
    expect(reading.problems[0]).toMatchObject({ file: 'broken.topic', line: expect.any(Number) });
    expect(reading.problems.every(({ line }) => line >= 4)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['a comment', '# access_filters\n'],
    ['a text', 'access_filters'],
    ['a list', '- access_filters\n'],
    [
      'filters that are none',
      'access_filters: 7\naccess_grants: [x]\ndynamic_shared_extensions: no\nrequired_access_grants:\n',
    ],
    [
      'entries that are none',
      'access_filters: [x, 7, null, {}, {field: a.b}]\naccess_grants: {x: 7, y: {}, ? [a] : b}\n',
    ],
  ])('a file that holds %s uses nothing', (_, text) => {
    expect(one('orders.topic', text)).toMatchObject({
      filters: [],
      grants: [],
      grantUses: [],
      mentions: [],
      problems: [],
    });
  });

  test('a letter that is written by its number hides nothing', () => {
    expect(
      one('orders.topic', '"access\\x5ffilters":\n  - { field: a.b, user_attribute: region }\n').filters,
    ).toHaveLength(1);
  });
});
