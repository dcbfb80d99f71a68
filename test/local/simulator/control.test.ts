import { describe, expect, test } from '@jest/globals';
import { hastyClock } from '../../../local/simulator/hasty-clock.ts';
import { readPack } from '../../../local/simulator/pack.ts';
import { Simulator } from '../../../local/simulator/simulator.ts';
import type { HelperFlow } from '../../../tools/flows/card.ts';
import { callFlow, callFlowAsync, FromItem, forEach, wait } from '../../../tools/flows/cards/calls.ts';
import { choose, continueIf, ifElse } from '../../../tools/flows/cards/decisions.ts';
import { ifError } from '../../../tools/flows/cards/if-error.ts';
import { assign, construct, get, pick } from '../../../tools/flows/cards/objects.ts';
import { add, post } from '../../../tools/flows/cards/other-cards.ts';
import { returnValues } from '../../../tools/flows/cards/return-values.ts';
import { compose, parseJson, template } from '../../../tools/flows/cards/texts.ts';
import { helperFlow } from '../../../tools/flows/flow.ts';
import { exported, simulate, titles } from './sample-flows.ts';

const NAME = 'Sample';
const flowOf = (steps: Parameters<typeof helperFlow>[3], inputs: Parameters<typeof helperFlow>[2] = {}): HelperFlow =>
  helperFlow(NAME, '', inputs, steps);
/** Fails when `text` is not JSON. */
const parseText = helperFlow('Parse Text', '', { text: 'string' }, (start) => {
  const parsed = parseJson('Parse', start.out('text'), 'object');
  return [parsed, returnValues({ parsed: parsed.out('output') })];
});

const outcomes = ({ executions }: Simulator): string[] =>
  executions.map(({ flow, outcome, message }) => `${flow}: ${outcome} ${message}`.trim());

describe('If/Else', () => {
  const decided = flowOf(
    (start) => {
      const small = assign('Small', { size: 'small' });
      const big = assign('Big', { size: 'big' });
      return [
        ifElse('Which?', [start.out('count'), '>', 10], { ifTrue: [big], ifFalse: [small, assign('Smaller', {})] }),
        returnValues({ count: start.out('count') }),
      ];
    },
    { count: 'number' },
  );

  test.each([
    [11, ['Helper Flow', 'Which?', 'Noop', 'Big', 'Join', 'Return']],
    [3, ['Helper Flow', 'Which?', 'Noop', 'Small', 'Smaller', 'Join', 'Return']],
  ])('with %s runs one branch alone, and what follows', async (count, wanted) => {
    const simulator = simulate([decided]);
    expect(await simulator.run(NAME, { count })).toMatchObject({ outcome: 'done', values: { count } });
    expect(titles(simulator)).toEqual(wanted);
  });
});

describe('If/ElseIf', () => {
  test('runs one of two flows, brings in values from outside, and gives what it returns', async () => {
    const flow = flowOf(
      (start) => {
        const name = start.out('name');
        const chosen = choose(
          'Known?',
          [name, 'is not empty', ''],
          { greeting: 'string' },
          {
            ifTrue: (() => {
              const greeting = compose('Greet', template`Hello ${name}`);
              return { steps: [greeting], gives: { greeting: greeting.out('output') } };
            })(),
            ifFalse: { steps: [], gives: { greeting: 'Who?' } },
          },
        );
        return [chosen, returnValues({ greeting: chosen.out('greeting') })];
      },
      { name: 'string' },
    );
    const simulator = simulate([flow]);
    expect(await simulator.run(NAME, { name: 'Ada' })).toMatchObject({ values: { greeting: 'Hello Ada' } });
    expect(await simulator.run(NAME, {})).toMatchObject({ values: { greeting: 'Who?' } });
    expect(simulator.cards(NAME, 'Greet').map(({ within }) => within)).toEqual([['Known? (if)']]);
  });
});

describe('If Error', () => {
  const guarded = flowOf(
    (start) => {
      const parsed = parseJson('Parse', start.out('text'), 'object');
      const a = get('A', parsed.out('output'), 'a');
      const tried = ifError(
        'Try',
        { a: 'string', problem: 'string' },
        { steps: [parsed, a], gives: { a: a.out('output'), problem: '' } },
        (error) => {
          const what = pick('What', error, { kind: 'string', method: 'string', flo: 'string' });
          const text = compose('Say', template`${what.out('kind')} in ${what.out('method')} of ${what.out('flo')}`);
          return { steps: [what, text], gives: { a: '', problem: text.out('output') } };
        },
      );
      return [tried, returnValues({ a: tried.out('a'), problem: tried.out('problem') })];
    },
    { text: 'string' },
  );

  test('gives what the tried cards return, and a Return in it does not end the flow', async () => {
    const run = await simulate([guarded]).run(NAME, { text: '{"a":"x"}' });
    expect(run).toEqual({ outcome: 'done', message: '', values: { a: 'x', problem: '' } });
  });

  test('hands the error to the other flow, which names the kind and the card', async () => {
    const simulator = simulate([guarded]);
    const run = await simulator.run(NAME, { text: '{' });
    expect(run.values).toEqual({ a: '', problem: 'Parse Error in Parse of Sample' });
    expect(simulator.cards(NAME, 'Say')).toMatchObject([{ within: ['Try (error)'] }]);
  });
});

describe('calls', () => {
  test('an error in a called flow halts the caller, unless the call is not waited for', async () => {
    const waits = flowOf(() => [callFlow('Call', parseText, { text: '{' }), assign('Afterwards', {})]);
    const simulator = simulate([waits, parseText]);
    expect(await simulator.run(NAME)).toMatchObject({ outcome: 'failed', message: 'The text is not JSON.' });
    expect(titles(simulator)).not.toContain('Afterwards');

    const goesOn = flowOf(() => [callFlowAsync('Start', parseText, { text: '{' }), assign('Afterwards', {})]);
    const other = simulate([goesOn, parseText]);
    expect(await other.run(NAME)).toMatchObject({ outcome: 'done' });
    await other.settled();
    expect(titles(other)).toContain('Afterwards');
    expect(outcomes(other)).toEqual(['Sample: done', 'Parse Text: failed The text is not JSON.']);
  });

  test('a flow that stops before its Return gives nulls', async () => {
    const stops = helperFlow('Stops', '', {}, () => [
      continueIf('Go On?', ['a', '==', 'b'], 'Not today.'),
      returnValues({ a: 'x' }),
    ]);
    const simulator = simulate([
      flowOf(() => {
        const call = callFlow('Call', stops, {});
        return [call, returnValues({ a: call.out('a') })];
      }),
      stops,
    ]);
    expect(await simulator.run(NAME)).toEqual({ outcome: 'done', message: '', values: { a: null } });
    expect(outcomes(simulator)).toContain('Stops: stopped Not today.');
  });

  test('a flow that starts itself again and again is cut off after 250', async () => {
    const endless = helperFlow(NAME, '', { round: 'number' }, (start, self) => {
      const next = add('Next', start.out('round'), 1);
      return [next, callFlowAsync('Again', self, { round: next.out('output') })];
    });
    const simulator = simulate([endless]);
    await simulator.run(NAME, { round: 1 });
    await simulator.settled();
    expect(simulator.executions).toHaveLength(250);
  });

  test('a call that takes longer than its 5 minutes is an error of the card', async () => {
    const slow = helperFlow('Slow', '', {}, () => [wait('Pause', 6, 'minute')]);
    const simulator = simulate([flowOf(() => [callFlow('Call', slow, {})]), slow], { clock: hastyClock(1) });
    expect(await simulator.run(NAME)).toMatchObject({ outcome: 'failed', message: 'Call took over 300000 ms.' });
  });
});

describe('For Each', () => {
  const each = flowOf(
    (start) => [
      forEach('Each', start.out('texts'), parseText, { text: new FromItem('text') }),
      assign('Afterwards', {}),
    ],
    { texts: 'object[]' },
  );
  const texts = [{ text: '{}' }, { text: '{' }, { text: '{"a":1}' }];

  test('hands part of each item on, and stops at the first error', async () => {
    const simulator = simulate([each, parseText]);
    expect(await simulator.run(NAME, { texts })).toMatchObject({ outcome: 'failed' });
    expect(simulator.cards('Parse Text', 'Parse').map(({ inputs }) => inputs.string)).toEqual(['{}', '{']);
  });

  test('runs as many at once as it is told, and never more', async () => {
    let running = 0;
    let most = 0;
    const clock = {
      now: Date.now,
      sleep: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      },
    };
    const pauses = helperFlow('Pauses', '', {}, () => [wait('Pause', 1, 'second')]);
    const loop = flowOf((start) => [forEach('Each', start.out('items'), pauses, {})], { items: 'object[]' });
    const text = JSON.stringify(exported([loop, pauses]));
    const pack = readPack(text.replace(/("key":"concurrency","value":\{[^}]*"data":)1/, '$13'));
    const simulator = new Simulator({ pack, clock });
    await simulator.run(NAME, { items: Array.from({ length: 9 }, () => ({})) });
    expect(most).toBe(3);
    expect(simulator.executions).toHaveLength(10);
  });
});

describe('what travels', () => {
  const echo = flowOf(
    (start) => {
      const body = construct('Body', { text: start.out('text'), inner: start.out('object') });
      return [body, returnValues({ body: body.out('output') })];
    },
    { text: 'string', object: 'object' },
  );

  test.each([
    ['kept', { text: '', object: null }, { text: '', inner: null }],
    ['null', { text: '', object: null }, { text: null, inner: null }],
    ['empty', { text: null, object: null }, { text: '', inner: {} }],
  ] as const)('empty texts and nulls: %s', async (empties, given, body) => {
    expect((await simulate([echo], { switches: { empties } }).run(NAME, given)).values).toEqual({ body });
  });

  test('a card that calls out needs the connection that an admin would choose', async () => {
    const flow = flowOf(() => [post('Ask', 'http://127.0.0.1:9', {})]);
    await expect(simulate([flow]).run(NAME)).rejects.toThrow('the connection "Omni connector" is not made');
  });
});
