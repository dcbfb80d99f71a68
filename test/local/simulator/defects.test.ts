import { describe, expect, test } from '@jest/globals';
import { type CardJson, readPack } from '../../../local/simulator/pack.ts';
import { Simulator } from '../../../local/simulator/simulator.ts';
import { callFlow } from '../../../tools/flows/cards/calls.ts';
import { ifElse } from '../../../tools/flows/cards/decisions.ts';
import { ifError } from '../../../tools/flows/cards/if-error.ts';
import { assign, construct, get } from '../../../tools/flows/cards/objects.ts';
import { returnValues } from '../../../tools/flows/cards/return-values.ts';
import { createRow, searchRows } from '../../../tools/flows/cards/table-cards.ts';
import { helperFlow } from '../../../tools/flows/flow.ts';
import { exported } from './sample-flows.ts';

const TABLE = { name: 'Kept', description: '', columns: { Name: 'str' } } as const;
const helper = helperFlow('Helper', '', { text: 'string' }, (start) => [returnValues({ text: start.out('text') })]);
const main = helperFlow('Main', '', { count: 'number' }, (start) => {
  const body = construct('Body', { count: start.out('count') }, { count: 'string' });
  const count = get('Count', body.out('output'), 'count');
  const call = callFlow('Call', helper, { text: count.out('output') });
  const attempt = ifError('Try', { a: 'string' }, { steps: [call], gives: { a: call.out('text') } }, () => ({
    steps: [],
    gives: { a: '' },
  }));
  return [
    body,
    count,
    ifElse('Which?', [start.out('count'), '>', 1], { ifTrue: [assign('Big', { a: 'b' })] }),
    attempt,
    createRow('Keep', TABLE, { Name: attempt.out('a') }),
    searchRows('Find', TABLE, { where: { column: 'Name', equals: 'x' }, sortBy: 'Name', limit: 1, offset: 0 }),
    returnValues({ a: attempt.out('a') }),
  ];
});

/** The pack's cards with more freedom than an export gives. */
// biome-ignore lint/suspicious/noExplicitAny: what is broken here has no type
type Broken = any;

async function runBroken(harm: (cards: (title: string) => Broken, pack: Broken) => void): Promise<string> {
  const pack = exported([main, helper], [TABLE]) as Broken;
  const bodies = (body: { methods: CardJson[] }): CardJson[] =>
    body.methods.flatMap((card: Broken) => [
      card,
      ...Object.values(card.node.model.inputs.data).flatMap(({ value }: Broken) =>
        value.data?.methods ? bodies(value.data) : [],
      ),
    ]);
  const all = Object.values(pack.data.flos).flatMap((flow: Broken) => bodies(flow.data));
  harm((title) => all.find(({ node }) => node.data.name === title), pack);
  return await new Simulator({ pack }).run('Main', { count: 2 }).then(
    (run) => `${run.outcome}: ${run.message}`,
    (thrown: Error) => `${thrown.name}: ${thrown.message}`,
  );
}

const inputOf = (card: Broken, key: string) =>
  Object.values<Broken>(card.node.model.inputs.data).find((one) => one.key === key);
const firstPin = (card: Broken) =>
  Object.values<Broken>(card.pins).flatMap((targets) => Object.values<Broken>(targets))[0];

describe('a pack that is wired wrongly ends the run with the flow, the card and the field', () => {
  test('and the sample without harm runs', async () => {
    expect(await runBroken(() => undefined)).toBe('done: ');
  });

  test.each<[string, Parameters<typeof runBroken>[0], RegExp]>([
    [
      'an unknown card',
      (card) => (card('Count').address = 'root:kernel:object:0.0.1:frobnicate'),
      /card "Count": the simulator does not know cards of the type root:kernel:object:0\.0\.1:frobnicate/,
    ],
    [
      'an unknown transform',
      (card) => renameTransform(card('Helper Flow'), 'shout'),
      /card "Body", field "count": the transform "shout" is unknown/,
    ],
    [
      'a missing transform',
      (card) => (firstPin(card('Helper Flow'))[0].transform = null),
      /field "count": number becomes string with the transform null/,
    ],
    [
      'a wire to an input that is missing',
      (card) => (firstPin(card('Body'))[0].input = 'gone'),
      /field "gone": a wire from the card "Body" ends at an input that is missing/,
    ],
    [
      'a wire from an output that is missing',
      (card) => delete card('Body').node.model.outputs.data[Object.keys(card('Body').pins)[0] ?? ''],
      /card "Body", field ".+": a wire begins at an output that is missing/,
    ],
    ['a wire to a card that is missing', (card) => wireTo(card('Body'), 'gone'), /the card gone is named and missing/],
    [
      'a wire from a card that has not run',
      (card) => wireFrom(card('Find'), card('Body'), card('Count')),
      /card "Count", field "object": is wired from the card "Find", which has not run/,
    ],
    [
      'a card outside the order',
      (_, pack) => (flowNamed(pack, 'Main').data.orderings = {}),
      /is not connected with the other cards/,
    ],
    [
      'a helper flow that is missing',
      (card) => (inputOf(card('Call'), 'flo').value.data = 'nowhere'),
      /flow "nowhere": is called, and not in the pack/,
    ],
    [
      'an argument that the helper does not take',
      (card) => (inputOf(card('Call'), 'text').key = 'words'),
      /card "Call", field "words": "Helper" has no such input, only: text/,
    ],
    [
      'a result that the helper does not return',
      (card) => (Object.values<Broken>(card('Call').node.model.outputs.data)[0].key = 'words'),
      /card "Call", field "words": the card puts out no such value/,
    ],
    [
      'a column that the table does not have',
      (card) => (inputOf(card('Keep'), 'Name').key = 'Nickname'),
      /card "Keep", field "Nickname": the table has only: Name/,
    ],
    [
      'a table that is missing',
      (card) => (inputOf(card('Keep'), 'stash').value.data = 'nowhere'),
      /card "Keep", field "stash": the pack has no table nowhere/,
    ],
    [
      'a condition on an unknown column',
      (card) => (inputOf(card('Find'), 'Where Expression').value.data.expr[0].lhs = 'Age'),
      /card "Find", field "Age": the table has no such column/,
    ],
    [
      'an unknown comparison',
      (card) => (inputOf(card('Which?'), 'operator').value.data = '~'),
      /card "Which\?", field "operator": the simulator does not know "~"/,
    ],
    [
      'a missing branch',
      (card) => (card('Which?').branches = {}),
      /card "Noop": is not connected with the other cards/,
    ],
    [
      'an unknown error policy',
      (card) => (card('Keep').node.model.policy.error = { type: 'flo' }),
      /card "Keep": the simulator does not know the error policy flo/,
    ],
    [
      'a pause that the console does not offer',
      (card) => (card('Keep').node.model.policy.error = { type: 'finish', retry: 3, delay: [30_000, 60_000] }),
      /card "Keep": 3 retries after 30000 to 60000 ms cannot be chosen in the console/,
    ],
    [
      'a pause that is too long',
      (card) => (card('Keep').node.model.policy.error = { type: 'finish', retry: 1, delay: 300_001 }),
      /card "Keep": 1 retries after 300001 ms cannot be chosen/,
    ],
    [
      'more tries than the console offers',
      (card) => (card('Keep').node.model.policy.error = { type: 'finish', retry: 6, delay: 60_000 }),
      /card "Keep": 6 retries after 60000 ms cannot be chosen/,
    ],
    [
      'If Error without a flow for errors',
      (card) => (card('Try').node.model.policy.error = { type: 'handler' }),
      /card "Try": has no flow for errors/,
    ],
  ])('%s', async (_, harm, wanted) => {
    const said = await runBroken(harm);
    expect(said).toMatch(/^FlowDefect: /);
    expect(said).toMatch(wanted);
  });

  test('no error branch ever hides it', async () => {
    expect(await runBroken((card) => (card('Call').address = 'root:kernel:x:0.0.1:y'))).toMatch(/^FlowDefect.*"Call"/);
  });

  test('what is no flow pack, or of another format, is not read', () => {
    expect(() => readPack('{"type":"flopack","version":"1.6.0"}')).toThrow('not a flow pack of the format 1.5.0');
  });
});

function flowNamed(pack: Broken, name: string): Broken {
  return Object.values<Broken>(pack.data.flos).find((flow) => flow.name === name);
}

const renameTransform = (card: Broken, convert: string): void => {
  const [pin] = firstPin(card);
  pin.transform = { [Object.keys(card.pins)[0] ?? '']: { convert } };
};

const wireTo = (card: Broken, uuid: string): void => {
  const [output = ''] = Object.keys(card.pins);
  card.pins[output][uuid] = firstPin(card);
};

/** Lets the wire into `object` of a card begin at a card that comes later. */
function wireFrom(later: Broken, before: Broken, target: Broken): void {
  const [id, output] = Object.entries<Broken>(later.node.model.outputs.data)[0] ?? ['', {}];
  output.value = { type: 'object', collection: false, data: null };
  before.pins = {};
  later.pins = { [id]: { [target.uuid]: [{ input: inputOf(target, 'object').id, transform: null }] } };
}
