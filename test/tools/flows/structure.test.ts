import { describe, expect, test } from '@jest/globals';
import type { CardJson } from '../../../tools/flows/compile/export-format.ts';
import { flowPackFiles } from '../../../tools/flows/flow-pack-files.ts';
import { type BodyJson, bodiesOf, cardsOf, type FlowJson, packJsons, packTexts, titleOf } from './pack-reader.ts';

const repeated = (names: readonly string[]): string[] => names.filter((name, index) => names.indexOf(name) !== index);

const fieldsOf = ({ node }: CardJson): string[] => [
  ...Object.keys(node.model.inputs.data),
  ...Object.keys(node.model.outputs.data),
];

/** Where every wire leads: the output it begins at, the card and the field it ends at. */
const wiresOf = (card: CardJson) =>
  Object.entries(card.pins).flatMap(([output, targets]) =>
    Object.entries(targets).flatMap(([target, pins]) => pins.map(({ input }) => ({ output, target, input }))),
  );

function strayWires({ methods }: BodyJson): string[] {
  const cards = new Map(methods.map((card) => [card.uuid, card]));
  return methods.flatMap((card) =>
    wiresOf(card)
      .filter(({ output, target, input }) => {
        const end = cards.get(target)?.node.model.inputs.data[input];
        return !card.node.model.outputs.data[output]?._used || !end;
      })
      .map(({ output }) => `${titleOf(card)}: ${output}`),
  );
}

/** The cards that can run first, by the order alone; the branches of an If/Else follow it without an edge. */
function firstCards({ methods, orderings }: BodyJson): string[] {
  const later = new Set([
    ...Object.values(orderings).map(([, next]) => next),
    ...methods.flatMap(({ branches }) => Object.keys(branches)),
  ]);
  return methods.filter(({ uuid }) => !later.has(uuid)).map(titleOf);
}

const strayOrders = ({ methods, orderings }: BodyJson): string[] => {
  const known = new Set(methods.map(({ uuid }) => uuid));
  return Object.values(orderings)
    .flat()
    .filter((uuid) => !known.has(uuid));
};

const calledFlows = (flow: FlowJson): string[] =>
  cardsOf(flow).flatMap(({ node }) =>
    Object.values(node.model.inputs.data)
      .filter(({ value }) => value.type === 'flo' && typeof value.data === 'string')
      .map(({ value }) => String(value.data)),
  );

const isConnectorCard = ({ address }: CardJson): boolean => address.startsWith('root:channels:');

describe.each([...packJsons])('the pack %s', (name, { data }) => {
  const flows = Object.values(data.flos);
  const bodies = flows.flatMap((flow) => bodiesOf(flow.data));
  const cards = flows.flatMap(cardsOf);

  test('names each thing by one id', () => {
    expect(Object.entries(data.flos).filter(([id, flow]) => id !== flow.id || id !== flow.data.uuid)).toEqual([]);
    for (const flow of flows) {
      expect(repeated(cardsOf(flow).map(({ uuid }) => uuid))).toEqual([]);
      expect(repeated(cardsOf(flow).flatMap(fieldsOf))).toEqual([]);
    }
  });

  test('has one first card in each flow, and orders only cards of that flow', () => {
    expect(bodies.map(firstCards).filter((first) => first.length !== 1)).toEqual([]);
    expect(bodies.flatMap(strayOrders)).toEqual([]);
  });

  test('ends each wire at a field of a card of the same flow', () => {
    expect(bodies.flatMap(strayWires)).toEqual([]);
  });

  test('brings each flow that it calls', () => {
    expect(flows.flatMap(calledFlows).filter((id) => !(id in data.flos))).toEqual([]);
  });

  test('says on each connector card what happens after an error', () => {
    expect(cards.filter((card) => isConnectorCard(card) && !card.node.model.policy.error)).toEqual([]);
  });

  test('repeats a Post after 429, a minute apart as the console offers, and leaves waiting for Okta to its connector', () => {
    const policiesOf = (module: string) =>
      cards.filter(({ address }) => address.includes(`:${module}:`)).map(({ node }) => node.model.policy.error);
    const repeated = { type: 'finish', retry: 3, delay: 60_000, retryCondition: 'ratelimits' };
    expect(policiesOf('httpfunctions').length).toBeGreaterThan(0);
    for (const policy of policiesOf('httpfunctions')) expect(policy).toEqual(repeated);
    for (const policy of policiesOf('okta')) expect(policy).toEqual({ type: 'finish' });
  });

  test('names the attributes that Read User gives as the console does', () => {
    const readers = cards.filter(({ address }) => address.endsWith(':readUser'));
    const outputs = readers.flatMap(({ node }) => Object.values(node.model.outputs.data));
    const names = outputs
      .filter(({ group }) => group === 'Profile Properties')
      .map(({ key, metadata }) => [key, metadata.displayname]);
    const known: Readonly<Record<string, string>> = { email: 'Primary email', department: 'Department' };
    for (const [key, shown] of names) expect(shown).toBe(known[String(key)]);
    expect(names.length).toBe(2 * readers.length);
  });

  test('gives every If/ElseIf its empty display', () => {
    const branches = cards.filter(({ address }) => address.endsWith(':branch'));
    for (const { node } of branches) expect(node.model).toMatchObject({ display: {} });
  });

  test('calls the connector in one place, inside If Error', () => {
    const posts = bodies.flatMap(({ methods }) => methods.filter(({ address }) => address.endsWith(':post')));
    const tried = cards.filter(({ address }) => address.endsWith(':tryCatch'));
    expect(posts).toHaveLength(1);
    expect(
      tried.flatMap((card) => Object.values(card.node.model.inputs.data)).map(({ value }) => value.data),
    ).toContainEqual(
      expect.objectContaining({ methods: expect.arrayContaining([expect.objectContaining({ uuid: posts[0]?.uuid })]) }),
    );
  });

  test('is configured in one card', () => {
    expect(cards.filter((card) => titleOf(card) === 'Configuration')).toHaveLength(1);
    const addresses = packTexts.get(name)?.split('"data":"https://').length ?? 0;
    expect(addresses - 1).toBeLessThanOrEqual(2); // the field, and its mirror among the outputs
  });

  test('carries no secret of a connection and keeps no values in run histories', () => {
    expect(Object.values(data.configs).filter((connection) => connection.data !== null)).toEqual([]);
    expect(packTexts.get(name)).not.toContain('"log":true');
  });
});

test('User Unassigned from Application has its own constants, beside those of the opposite event', () => {
  const cards = [...packJsons.values()].flatMap(({ data }) => Object.values(data.flos).flatMap(cardsOf));
  const [unassigned] = cards.filter(({ address }) => address.endsWith(':userRemovedFromApplicationMembership'));
  expect(unassigned).toMatchObject({
    address: 'root:channels:http:okta:1.0.626:userRemovedFromApplicationMembership',
    parents: { version: { key: '1.0.626' } },
    node: {
      model: {
        metadata: { id: 82550, name: 'User Unassigned from Application', description: null },
        partnerChannelKeys: 50123,
        comments:
          'Starts flow when a user is unassigned from an application in Okta.(application.user_membership.remove)',
        meta: {},
      },
    },
  });
});

describe('the facts of each pack', () => {
  const files = new Map(flowPackFiles().map(({ path, text }) => [path, text]));

  test.each([...packJsons])('%s: name, folder and counts agree', (name, { data }) => {
    const facts = JSON.parse(files.get(`connector/flows/${name}/workflow.json`) ?? '{}');
    const flows = Object.values(data.flos);
    const helpers = flows.filter((flow) => flow.data.display.isCallable && !flow.data.scheduled);
    expect(facts.name).toBe(name);
    const destination = expect.stringMatching(new RegExp(`^https://github.com/okta/.+/${name}/readme.md$`));
    expect(facts.links).toEqual([{ title: 'Setup Documentation', destination }]);
    expect(name).toMatch(/^[a-z0-9_]{2,50}$/);
    expect(facts.details).toMatchObject({
      flowCount: flows.length,
      helperFlowsCount: helpers.length,
      stashCount: Object.keys(data.tables).length,
    });
    expect(facts.details.mainFlowsCount ?? 0).toBe(flows.length - helpers.length);
    expect(facts.details.flos.map(({ id }: { id: string }) => id).sort()).toEqual(Object.keys(data.flos).sort());
  });

  const SCOPES: Readonly<Record<string, string>> = {
    push_on_profile_change: '`okta.eventHooks.manage`, `okta.schemas.read`, `okta.users.read`',
    push_on_assignment: '`okta.apps.read`, `okta.eventHooks.manage`, `okta.schemas.read`, `okta.users.read`',
    sync_on_group_change: '`okta.eventHooks.manage`',
    nightly_push: '`okta.schemas.read`, `okta.users.read`',
  };

  test.each([...packJsons.keys()])(
    '%s: the readme names the scopes of the Okta connection, if there is one',
    (name) => {
      const page = files.get(`connector/flows/${name}/readme.md`) ?? '';
      const [, scopes] = /It needs the scopes ([^:]+):/.exec(page) ?? [];
      expect(scopes).toBe(SCOPES[name]);
    },
  );

  test.each([...packJsons])('%s: the readme says what counts where a plan limits flows', (name, { data }) => {
    const page = files.get(`connector/flows/${name}/readme.md`) ?? '';
    const flows = Object.values(data.flos);
    const main = flows.filter((flow) => !flow.data.display.isCallable || flow.data.scheduled).length;
    expect(page).toMatch(new RegExp(`Of the ${flows.length} flows of the pack ${main} counts? where`));
  });

  test.each([...packJsons.keys()])('%s: the readme names each flow', (name) => {
    const page = files.get(`connector/flows/${name}/readme.md`) ?? '';
    const missing = Object.values(packJsons.get(name)?.data.flos ?? {}).filter((flow) => !page.includes(flow.name));
    expect(missing).toEqual([]);
  });

  test.each([...packJsons])(
    '%s: the readme names each card of Okta, and uses no flow before it is on',
    (name, { data }) => {
      const page = files.get(`connector/flows/${name}/readme.md`) ?? '';
      const cards = Object.values(data.flos).flatMap(cardsOf);
      const okta = cards.filter(({ address }) => address.includes(':okta:')).map(titleOf);
      expect(okta.filter((title) => !page.includes(`**${title}** in **`))).toEqual([]);
      const [before, after] = page.split('Switch on ');
      expect(before).not.toContain('**Test**');
      expect(after).toContain('## Use');
    },
  );
});

test('the same flows give the same files', () => {
  expect(flowPackFiles()).toEqual(flowPackFiles());
});
