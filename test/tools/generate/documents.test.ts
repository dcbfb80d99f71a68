import { describe, expect, test } from '@jest/globals';
import { ERROR_CODES } from '../../../src/errors/error-codes.ts';
import { validatorOf } from '../../../src/schema/validator.ts';
import { actionsPage } from '../../../tools/generate/actions-page.ts';
import { errorsPage } from '../../../tools/generate/errors-page.ts';
import { manifest } from '../../../tools/generate/manifest.ts';
import { readPackageFacts } from '../../../tools/generate/package-facts.ts';
import { withActionTable } from '../../../tools/generate/readme-table.ts';
import { components, sampleAction, schemaPairs } from './sample-actions.ts';

const actions = schemaPairs.map((name) => sampleAction(name));

const template = {
  name: 'nightly_push',
  title: 'Nightly push',
  description: 'Pushes every night.',
  details: { flowCount: 3 },
};
const flowFiles = [
  { path: 'connector/flows/nightly_push/readme.md', text: '# Nightly push\n' },
  { path: 'connector/flows/nightly_push/workflow.json', text: JSON.stringify(template) },
];

/** The cells of the row whose first cell is this. */
const rowOf = (page: string, first: string): string[] | undefined =>
  page
    .split('\n')
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .find((cells) => cells[1] === first)
    ?.slice(1, -1);

describe('the manifest', () => {
  test('fits its schema', () => {
    const validate = validatorOf('manifest.schema.json');
    validate(manifest(actions, readPackageFacts(), flowFiles));
    expect(validate.errors).toBeNull();
  });

  test('says with no scope that any valid token will do', () => {
    const open = manifest([sampleAction('ping', { scope: undefined })], readPackageFacts(), []);
    expect(open).toMatchObject({ actions: [{ name: 'ping', scopes: [], path: '/v1/actions/ping' }] });
  });

  const made = manifest(actions, readPackageFacts(), flowFiles);

  test('leads from each action to its card', () => {
    expect(made).toMatchObject({
      actions: schemaPairs.map((name) => ({
        card: `connector/cards/${name}.card.json`,
        cardPage: `connector/cards/${name}.md`,
      })),
    });
  });

  test('lists each flow pack once, in the words of its template, with the file to import', () => {
    expect(made).toMatchObject({
      flows: [
        {
          name: 'nightly_push',
          title: 'Nightly push',
          description: 'Pushes every night.',
          flowCount: 3,
          file: 'connector/flows/nightly_push/workflow.flopack',
          page: 'connector/flows/nightly_push/readme.md',
        },
      ],
    });
  });
});

describe('docs/actions.md', () => {
  const page = actionsPage(actions, components);

  test('lists a field with its type, limits and words', () => {
    const row = rowOf(page, '`references`');
    expect(row).toEqual([
      '`references`',
      'list',
      'yes',
      '1 to 128 entries',
      'The references whose values are removed.',
    ]);
  });

  test('lists the fields of entries and the values of a map', () => {
    expect(rowOf(page, '`changes[].reference`')).toBeDefined();
    expect(rowOf(page, '`values.*`')?.[1]).toBe('text, number, true or false, null, list');
  });

  test('shows the default and the allowed values', () => {
    expect(rowOf(page, '`emptyText`')?.[3]).toBe('one of "error", "clear", "ignore"; default "error"');
  });

  test('says when an action takes no fields', () => {
    expect(page).toContain('No fields: send `{}`.');
  });
});

describe('docs/errors.md', () => {
  const page = errorsPage();

  test('lists every code with its status', () => {
    for (const [code, { status }] of Object.entries(ERROR_CODES)) {
      expect(rowOf(page, `\`${code}\``)?.[1]).toBe(String(status));
    }
  });

  test('says what may be repeated, exceptions to the rule of the status included', () => {
    expect(rowOf(page, '`OMNI_UNREACHABLE`')?.[2]).toBe('yes');
    expect(rowOf(page, '`IDEMPOTENCY_KEY_BUSY`')?.[2]).toBe('yes');
    expect(rowOf(page, '`ATTRIBUTE_EXISTS`')?.[2]).toBe('no');
  });
});

describe('the readme', () => {
  const readme = 'before\n<!-- actions -->\nold\n<!-- /actions -->\nafter\n';

  test('gets a row for each action between its markers, and nothing else changes', () => {
    const text = withActionTable(readme, actions);
    for (const { name } of actions) expect(text).toContain(`\`${name}\``);
    expect(text).not.toContain('old');
    expect(text).toMatch(/^before\n<!-- actions -->[\s\S]*<!-- \/actions -->\nafter\n$/);
  });

  test('is not touched when the markers are missing', () => {
    expect(() => withActionTable('no markers', actions)).toThrow('markers');
  });
});
