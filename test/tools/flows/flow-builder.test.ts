import { describe, expect, test } from '@jest/globals';
import { callFlowAsync } from '../../../tools/flows/cards/calls.ts';
import { ifElse } from '../../../tools/flows/cards/decisions.ts';
import { ifError } from '../../../tools/flows/cards/if-error.ts';
import { assign, get } from '../../../tools/flows/cards/objects.ts';
import { comment, now, post } from '../../../tools/flows/cards/other-cards.ts';
import { searchRows, updateRow } from '../../../tools/flows/cards/table-cards.ts';
import { compose, template } from '../../../tools/flows/cards/texts.ts';
import type { CardJson, FieldJson } from '../../../tools/flows/compile/export-format.ts';
import { packJson } from '../../../tools/flows/compile/pack-json.ts';
import { daily, helperFlow, scheduledFlowAt } from '../../../tools/flows/flow.ts';
import { cardsOf, type FlowJson, type PackJson, titleOf } from './pack-reader.ts';
import { build, buildOf, samplePack } from './sample-pack.ts';

const flowIn = (pack: object): FlowJson => {
  const [flow] = Object.values((pack as PackJson).data.flos);
  if (!flow) throw new Error('the pack has no flow');
  return flow;
};

const cardIn = (pack: object, title: string): CardJson => {
  const card = cardsOf(flowIn(pack)).find((one) => titleOf(one) === title);
  if (!card) throw new Error(`no card ${title}`);
  return card;
};

const field = (card: CardJson, key: string): FieldJson | undefined =>
  Object.values(card.node.model.inputs.data).find((one) => one.key === key);

/** How each wire of the card bends its value. */
const conversionsOf = (card: CardJson): (string | null)[] =>
  Object.values(card.pins)
    .flatMap((targets) => Object.values(targets).flat())
    .map(({ transform }) => (transform ? (Object.values(transform)[0]?.convert ?? null) : null));

describe('wires', () => {
  test('carry a value of the same type as it is', () => {
    const settings = assign('Settings', { url: 'https://connector.acme.example' });
    expect(conversionsOf(cardIn(build(settings, post('Ask', settings.out('url'), {})), 'Settings'))).toEqual([null]);
  });

  test('bend a number into the text that the field takes', () => {
    const time = now();
    const said = compose('Said', template`It is ${time.out('hour')} o'clock`);
    expect(conversionsOf(cardIn(build(time, said), 'Now'))).toEqual(['toString']);
  });

  test('leave the field they lead to empty', () => {
    const settings = assign('Settings', { url: 'https://connector.acme.example' });
    const ask = cardIn(build(settings, post('Ask', settings.out('url'), { a: 1 })), 'Ask');
    expect(field(ask, 'URL')?.value.data).toBe('');
    expect(field(ask, 'Body')?.value.data).toEqual({ a: 1 });
  });

  test('reach into If Error through its wall, once for each flow inside', () => {
    const settings = assign('Settings', { url: 'https://connector.acme.example' });
    const url = settings.out('url');
    const tried = ifError(
      'Try',
      { said: 'string' },
      { steps: [post('Ask', url, {}), post('Ask Again', url, {})], gives: { said: url } },
      (error) => {
        const failure = get('Failure', error, 'message');
        return { steps: [failure], gives: { said: failure.out('output') } };
      },
    );
    const pack = build(settings, tried);
    const walls = Object.values(cardIn(pack, 'Try').node.model.inputs.data).filter(
      ({ metadata }) => metadata.wormholeMethodId,
    );
    expect(walls).toHaveLength(1);
    expect(conversionsOf(cardIn(pack, 'Settings'))).toEqual([null]);
  });
});

describe('If/Else', () => {
  const pack = build(ifElse('Which?', ['a', '==', 'b'], { ifTrue: [comment('Yes.')], ifFalse: [] }), now());
  const { methods, orderings } = flowIn(pack).data;
  const titles = new Map(methods.map((card) => [card.uuid, titleOf(card)]));
  const order = Object.values(orderings).map((pair) => pair.map((uuid) => titles.get(uuid)).join(' > '));

  test('joins both branches before the next card', () => {
    expect(order).toEqual([
      'Helper Flow > Which?',
      'Noop > Comment',
      'Noop > Join',
      'Comment > Join',
      'Noop > Join',
      'Join > Now',
    ]);
  });

  test('tells its branches by their hidden heads', () => {
    expect(Object.values(cardIn(pack, 'Which?').branches)).toEqual([true, false]);
  });
});

describe('tables', () => {
  const table = { name: 'Log', description: '', columns: { Run: 'str', Count: 'dec' } } as const;

  test('are searched by a wired value, named in the expression and brought in by a hidden field', () => {
    const pack = buildOf(
      (start) => [
        searchRows('Find', table, {
          where: { column: 'Run', equals: start.out('run') },
          sortBy: 'Run',
          limit: 200,
          offset: 0,
        }),
      ],
      { run: 'string' },
      [table],
    );
    const [start] = flowIn(pack).data.methods;
    const find = cardIn(pack, 'Find');
    const hidden = Object.values(find.node.model.inputs.data).find(({ group }) => group === '_expr');
    expect(field(find, 'Where Expression')?.value.data).toEqual({
      expr: [{ lhs: 'Run', op: '=', join: 'AND', rhd: { methodId: start?.uuid, outputId: hidden?.key } }],
    });
    expect(hidden?.metadata.method).toBe(start?.uuid);
  });

  test('are searched by a written value', () => {
    const search = { where: { column: 'Run', equals: 'r1' }, sortBy: 'Run', limit: 1, offset: 0 };
    const pack = buildOf(() => [searchRows('Find', table, search)], {}, [table]);
    expect(field(cardIn(pack, 'Find'), 'Where Expression')?.value.data).toEqual({
      expr: [{ lhs: 'Run', op: '=', join: 'AND', rhs: 'r1' }],
    });
  });

  test('get a row updated in the columns named alone', () => {
    const card = cardIn(
      buildOf(() => [updateRow('Note', table, 'row1', { Count: 2 })], {}, [table]),
      'Note',
    );
    const columns = Object.values(card.node.model.inputs.data).filter(({ group }) => group === 'Fields');
    expect(columns.map(({ key, value }) => [key, value.type, value.data])).toEqual([['Count', 'number', 2]]);
  });
});

describe('flows', () => {
  test('run by the clock', () => {
    const flow = scheduledFlowAt('Daily', 'A sample.', daily(2), () => [now()]);
    expect(flowIn(packJson(samplePack([flow]))).data).toMatchObject({
      scheduled: true,
      cron: { seconds: '00', minutes: '0', hours: '2', timeZone: 'UTC', recurrence: 0 },
      display: { isCallable: true },
    });
  });

  test('start themselves again', () => {
    const again = helperFlow('Again', 'A sample.', { round: 'number' }, (start, self) => [
      callFlowAsync('Next', self, { round: start.out('round') }),
    ]);
    const pack = packJson(samplePack([again]));
    expect(field(cardIn(pack, 'Next'), 'flo')?.value.data).toBe(flowIn(pack).id);
  });
});

test('a card keeps its id when another is put before it', () => {
  expect(cardIn(build(comment('First.'), now()), 'Now').uuid).toBe(cardIn(build(now()), 'Now').uuid);
});
