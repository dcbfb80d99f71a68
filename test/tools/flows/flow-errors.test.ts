import { describe, expect, test } from '@jest/globals';
import { Card } from '../../../tools/flows/card.ts';
import { callFlow, forEach, wait } from '../../../tools/flows/cards/calls.ts';
import { continueIf, ifElse } from '../../../tools/flows/cards/decisions.ts';
import { ifError } from '../../../tools/flows/cards/if-error.ts';
import { assign, construct, get } from '../../../tools/flows/cards/objects.ts';
import { readUser, streamUsers } from '../../../tools/flows/cards/okta-cards.ts';
import { comment, now, post } from '../../../tools/flows/cards/other-cards.ts';
import { createRow, searchRows } from '../../../tools/flows/cards/table-cards.ts';
import { listLength } from '../../../tools/flows/cards/texts.ts';
import { post as postType } from '../../../tools/flows/catalogue/api-connector.ts';
import { compose as composeType } from '../../../tools/flows/catalogue/text.ts';
import { packJson } from '../../../tools/flows/compile/pack-json.ts';
import { helperFlow } from '../../../tools/flows/flow.ts';
import { ask } from '../../../tools/flows/packs/ask.ts';
import { callConnector } from '../../../tools/flows/packs/call-connector.ts';
import { build, buildOf, samplePack } from './sample-pack.ts';

const baseUrl = () => assign('Configuration', { baseUrl: 'https://connector.acme.example' });
const question = { flow: 'Sample Flow', action: 'set-user-values' };
const fields = { userName: 'analyst.one@acme.example', values: { blob_entity: 'emea' } };

describe('a card that cannot be built is named, with its field', () => {
  test('when a field that it needs has neither a value nor a wire', () => {
    expect(() => build(new Card(composeType))).toThrow(
      'flow "Sample Flow", card "Compose", field "_text_": needs a value or a wire.',
    );
  });

  test('when it is given a field that it does not have', () => {
    expect(() => build(new Card(postType, { values: { Url: 'https://connector.acme.example' } }))).toThrow(
      'card "Post", field "Url": the card has no such input; it has URL, Query, Headers, Body.',
    );
  });

  test('when a value has another type than the field', () => {
    expect(() => build(wait('Pause', 'five', 'minute'))).toThrow(
      'card "Pause", field "delay": takes number, not "five".',
    );
  });

  test('when its version is not in the catalogue', () => {
    const address = postType.address.replace('1.0.24', '9.9.9');
    expect(() => build(new Card({ ...postType, address }))).toThrow(
      'card "Post": root:channels:http:httpfunctions:9.9.9:post is no known card or version.',
    );
  });

  test('when it stands in the flow twice', () => {
    const time = now();
    expect(() => build(time, time)).toThrow('card "Now": is placed twice.');
  });

  test('when it is an If/Else inside the branch of another', () => {
    const inner = ifElse('Inner', ['a', '==', 'b'], { ifTrue: [] });
    expect(() => build(ifElse('Outer', ['a', '==', 'b'], { ifTrue: [inner] }))).toThrow(
      'card "Inner": stands in a branch of another If/Else',
    );
  });
});

describe('a wire that cannot be laid names both its ends', () => {
  test('when it begins at an output that the card does not have', () => {
    const settings = baseUrl();
    expect(() => build(settings, post('Ask', settings.out('address'), {}))).toThrow(
      'card "Ask", field "URL": is wired from "address" of the card "Configuration", which has only: baseUrl.',
    );
  });

  test('when nothing converts one type into the other', () => {
    const count = listLength('How Many?', ['a']);
    expect(() => build(count, get('Read', count.out('length'), 'a'))).toThrow(
      'card "Read", field "object": takes object, and nothing converts "length" (number) of the card "How Many?" into that.',
    );
  });

  test('when it leads backwards', () => {
    const settings = baseUrl();
    expect(() => build(post('Ask', settings.out('baseUrl'), {}), settings)).toThrow(
      'card "Ask", field "URL": is wired backwards: the card "Configuration" comes later.',
    );
  });

  test('when it begins at a card that was never placed', () => {
    expect(() => build(post('Ask', baseUrl().out('baseUrl'), {}))).toThrow(
      'card "Ask", field "URL": is wired from the card "Configuration", which is never placed in this flow.',
    );
  });

  test('when it leaves a branch that may not have run', () => {
    const settings = baseUrl();
    const fork = ifElse('Which?', ['a', '==', 'b'], { ifTrue: [settings] });
    expect(() => build(fork, post('Ask', settings.out('baseUrl'), {}))).toThrow(
      'is wired from the card "Configuration" of a branch that may not have run.',
    );
  });

  test('when it leaves a flow inside a card by another way than its outputs', () => {
    const inside = baseUrl();
    const tried = ifError('Try', {}, { steps: [inside], gives: {} }, () => ({ steps: [], gives: {} }));
    expect(() => build(tried, post('Ask', inside.out('baseUrl'), {}))).toThrow(
      'is wired from the card "Configuration", which is inside another card.',
    );
  });
});

describe('a helper flow that cannot be called is named', () => {
  const helper = helperFlow('Helper', 'A sample.', { text: 'string' }, () => [comment('Nothing.')]);
  const caller = (card: Card) => samplePack([helperFlow('Sample Flow', 'A sample.', {}, () => [card]), helper]);

  test('when it is not in the pack', () => {
    expect(() => build(callFlow('Call', helper, { text: 'a' }))).toThrow(
      'card "Call", field "flo": calls the helper flow "Helper", which is not in the pack.',
    );
  });

  test('when none is chosen', () => {
    const call = callFlow('Call', helper, {});
    expect(() => build(new Card(call.type))).toThrow('card "Call Flow", field "flo": needs a helper flow.');
  });

  test('when one of its inputs is left out', () => {
    expect(() => packJson(caller(callFlow('Call', helper, {})))).toThrow(
      'card "Call", field "text": the helper flow "Helper" needs it.',
    );
  });

  test('when it is given an input that it does not take', () => {
    expect(() => packJson(caller(forEach('Loop', [1], helper, { text: 'a', more: 'b' })))).toThrow(
      'card "Loop", field "more": the helper flow "Helper" takes no such input.',
    );
  });

  test('when users are streamed to it and it does not take Record and State', () => {
    expect(() => packJson(caller(streamUsers('Stream', '', helper, {})))).toThrow(
      'card "Stream", field "Flow": the helper flow "Helper" must take Record and State, both object.',
    );
  });
});

describe('a table that does not fit is named', () => {
  const table = { name: 'Log', description: '', columns: { Time: 'str' } } as const;

  test('when it is not in the pack', () => {
    expect(() => build(createRow('Keep', table, { Time: 'now' }))).toThrow(
      'card "Keep", field "Table": the table "Log" is not in the pack.',
    );
  });

  test('when a column is written that it does not have', () => {
    expect(() => buildOf(() => [createRow('Keep', table, { When: 'now' })], {}, [table])).toThrow(
      'card "Keep", field "When": no column of the table "Log".',
    );
  });

  test('when rows are searched by a column that it does not have', () => {
    const search = { where: { column: 'When', equals: 'now' }, sortBy: 'Time', limit: 1, offset: 0 };
    expect(() => buildOf(() => [searchRows('Find', table, search)], {}, [table])).toThrow(
      'card "Find", field "When": no column of the table "Log".',
    );
  });
});

describe('a call of our own actions that does not match their schemas is named', () => {
  test('when there is no such action', () => {
    expect(() => ask({ ...question, action: 'set-values', baseUrl: baseUrl().out('baseUrl'), body: {} })).toThrow(
      'there is no action "set-values": schemas/set-values.input.json is missing.',
    );
  });

  test('when the action takes no such field', () => {
    const body = { ...fields, user: 'a' };
    expect(() => ask({ ...question, baseUrl: baseUrl().out('baseUrl'), body })).toThrow(
      'flow "Sample Flow", card "Body of set-user-values", field "user": set-user-values takes no such field.',
    );
  });

  test('when a field that the action needs is left out', () => {
    const body = { userName: 'analyst.one@acme.example' };
    expect(() => ask({ ...question, baseUrl: baseUrl().out('baseUrl'), body })).toThrow(
      'card "Body of set-user-values", field "values": set-user-values needs it.',
    );
  });

  test('when a field gets a type that cannot become its own', () => {
    const body = { ...fields, dryRun: 'yes' };
    expect(() => ask({ ...question, baseUrl: baseUrl().out('baseUrl'), body })).toThrow(
      'field "dryRun": set-user-values takes boolean, and string is not converted into that.',
    );
  });

  test('when a field gets a value that is none of its choices', () => {
    const body = { ...fields, emptyText: 'remove' };
    expect(() => ask({ ...question, baseUrl: baseUrl().out('baseUrl'), body })).toThrow(
      'field "emptyText": set-user-values takes only error, clear, ignore.',
    );
  });

  test('when the answer has no such field', () => {
    expect(() => ask({ ...question, baseUrl: baseUrl().out('baseUrl'), body: fields, take: ['written'] })).toThrow(
      'card "Answer of set-user-values", field "written": the answer of set-user-values has no such field.',
    );
  });
});

test('what fits is built', () => {
  const settings = baseUrl();
  const user = readUser('Read User', 'analyst.one@acme.example', ['login']);
  const body = construct('Body', { login: user.out('login'), references: ['blob_entity'] });
  const sent = post('Ask', settings.out('baseUrl'), body.out('output'));
  const steps = [settings, user, body, sent, continueIf('Good?', [sent.out('Status Code'), '==', 200], 'No.')];
  expect(() => build(...steps)).not.toThrow();
  expect(callConnector.inputs.body).toBe('object');
});
