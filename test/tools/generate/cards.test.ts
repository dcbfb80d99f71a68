import { describe, expect, test } from '@jest/globals';
import { SCOPES } from '../../../src/actions/action.ts';
import { validatorOf } from '../../../src/schema/validator.ts';
import { loadActions } from '../../../tools/generate/action-modules.ts';
import type { Card, CardField } from '../../../tools/generate/cards/card.ts';
import { cardFiles } from '../../../tools/generate/cards/card-files.ts';
import { cardOf } from '../../../tools/generate/cards/card-of.ts';
import { components, sampleAction } from './sample-actions.ts';

const VERSION = '1.2.3';
const actions = await loadActions();
const cards = actions.map((action) => cardOf(action, components, VERSION));

function cardFor(name: string): Card {
  const card = cards.find(({ action }) => action === name);
  if (!card) throw new Error(`no card for ${name}`);
  return card;
}

function pageFor(name: string): string {
  const page = cardFiles(actions, components, VERSION).find(({ path }) => path === `connector/cards/${name}.md`);
  if (!page) throw new Error(`no page for ${name}`);
  return String(page.text);
}

/** The fields and what lies inside them. */
const allOf = (fields: readonly CardField[]): CardField[] => fields.flatMap((one) => [one, ...allOf(one.fields)]);
const labelsOf = (fields: readonly CardField[]): string[] => fields.map(({ label }) => label);
const listed = (fields: readonly CardField[], key: string) => fields.find((one) => one.key === key);

describe.each(cards)('the card of $action', (card) => {
  test('fits its schema: names, labels and types are such as Connector Builder takes', () => {
    const validate = validatorOf('card.schema.json');
    validate(card);
    expect(validate.errors).toBeNull();
  });

  test('asks for each field once, under a label of its own', () => {
    const labels = labelsOf([...card.options, ...card.inputs]);
    expect(labels).toEqual([...new Set(labels)]);
    expect(labelsOf(card.outputs)).toEqual([...new Set(labelsOf(card.outputs))]);
  });

  test('fills every key of the body and every header from one of its fields', () => {
    const labels = labelsOf([...card.options, ...card.inputs]);
    const filled = [...card.call.body, ...card.call.headers].map(({ from }) => from);
    expect(filled.toSorted()).toEqual(labels.toSorted());
  });

  test('leaves out what is empty, unless it is required', () => {
    const required = [...card.options, ...card.inputs].filter((one) => one.required).map(({ key }) => key);
    const always = card.call.body.filter(({ omitWhenEmpty }) => !omitWhenEmpty).map(({ name }) => name);
    expect(always.toSorted()).toEqual(required.toSorted());
  });
});

describe('a card', () => {
  test('bears a name that no other has, as active flows must', () => {
    expect(new Set(cards.map(({ name }) => name)).size).toBe(cards.length);
  });

  test('offers fixed choices as an option, with the standard one', () => {
    expect(listed(cardFor('push-users').options, 'mode')).toMatchObject({
      kind: 'Dropdown',
      type: 'Text',
      choices: ['auto', 'wait', 'job'],
      standard: 'auto',
    });
  });

  test('offers an existing reference as a dynamic dropdown, and lets its confirmation be typed', () => {
    const card = cardFor('delete-attribute');
    expect(listed(card.options, 'reference')).toMatchObject({
      kind: 'Dynamic dropdown',
      source: { relativeUrl: '/v1/options/attributes', requestMethod: 'GET' },
    });
    expect(listed(card.inputs, 'confirmReference')).toMatchObject({ kind: 'Text Field', type: 'Text' });
  });

  test('lets the reference of a new attribute be typed', () => {
    expect(listed(cardFor('create-attribute').inputs, 'reference')).toMatchObject({ kind: 'Text Field' });
  });

  test('offers the values of one user as dynamic fields, and those of a list as objects', () => {
    expect(listed(cardFor('set-user-values').inputs, 'values')).toMatchObject({
      group: 'Values',
      kind: 'Dynamic fields',
      source: { relativeUrl: '/v1/fields/values' },
    });
    const rows = listed(cardFor('push-users').inputs, 'rows');
    expect(rows).toMatchObject({ kind: 'Text Field', type: 'List of Object' });
    expect(rows?.fields.map(({ key, type }) => `${key}: ${type}`)).toEqual(['userName: Text', 'values: Object']);
  });

  test('takes an Idempotency-Key exactly when it writes', () => {
    for (const { effect, call } of cards) {
      expect(call.headers.map(({ name }) => name)).toEqual(effect === 'write' ? ['Idempotency-Key'] : []);
    }
  });

  test('names the statuses of success, and 202 only where work goes on', () => {
    expect(cardFor('push-users').call.statuses).toEqual([200, 202]);
    expect(cardFor('ping').call.statuses).toEqual([200]);
  });

  test('knows the types of Connector Builder', () => {
    const found = new Map(
      cards.flatMap(({ inputs, outputs }) => allOf([...inputs, ...outputs]).map((one) => [one.key, one.type])),
    );
    expect(Object.fromEntries(found)).toMatchObject({
      userName: 'Text',
      changedCount: 'Number',
      dryRun: 'True/False',
      eventTime: 'Date & Time',
      guard: 'Object',
      references: 'List of Text',
      results: 'List of Object',
    });
  });

  test('cannot be made of an action without schemas', () => {
    const lost = { ...sampleAction('ping'), name: 'nowhere' };
    expect(() => cardOf(lost, components, VERSION)).toThrow('the card of nowhere lacks its input schema');
  });
});

describe('the page of a card', () => {
  const page = pageFor('set-user-values');

  test('has what a submission has to describe: name, description, options, inputs, outputs, limits', () => {
    expect(page).toContain('# Set User Values\n');
    for (const heading of ['Options', 'Input', 'Output', 'Call', 'Errors']) expect(page).toContain(`\n## ${heading}\n`);
    expect(page).toMatch(/\| Input: User name +\| .+ \| Text +\| TRUE +\| 3 to 254 characters/);
    expect(page).toMatch(/\| Changes \/ Before +\| `before` +\| .+ \| Text +\|/);
  });

  test('names the version that it describes', () => {
    expect(page).toContain(`Connector version: ${VERSION}`);
  });

  test('warns of empty dynamic fields, which would remove values', () => {
    expect(page).toContain('**no key for a field that is not**');
    expect(pageFor('ping')).not.toContain('dynamic fields');
  });

  test('lists the errors of its own', () => {
    expect(page).toMatch(/\| `USER_NOT_FOUND` +\| 404 +\| no +\|/);
    expect(page).not.toContain('`TOKEN_EXPIRED`');
  });
});

test('the card for any other call has a page too, as a submission asks', () => {
  const page = pageFor('custom-api-action');
  for (const field of ['Request Type', 'Relative URL', 'Query', 'Headers', 'Body', 'Status Code']) {
    expect(page).toMatch(new RegExp(`\\| ${field} +\\|`));
  }
});

test('the index leads to every card', () => {
  const [index] = cardFiles(actions, components, VERSION);
  expect(index?.text).toContain('(custom-api-action.md)');
  expect(index?.text).toContain('(authorization.md)');
  const page = pageFor('authorization');
  for (const scope of SCOPES) expect(page).toContain(`\`${scope}\``);
  for (const key of ['base_url', 'token_url']) expect(page).toContain(`\`${key}\``);
  for (const { name, action } of cards) expect(index?.text).toContain(`[${name}](${action}.md)`);
});
