import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { actionByName, actions } from '../../../src/actions/registry.ts';
import { packageRoot } from '../../../src/base/package-root.ts';
import { problemsOf } from '../../../src/schema/problems.ts';
import { schemaFiles, validatorOf } from '../../../src/schema/validator.ts';
import { actionExample } from '../../../tools/generate/action-example.ts';
import { loadActions } from '../../../tools/generate/action-modules.ts';
import { registryFile } from '../../../tools/generate/registry-file.ts';
import { sampleAction, schemaPairs } from './sample-actions.ts';

const problems = (file: string, value: unknown) => (validatorOf(file)(value) ? [] : problemsOf(file, value));

describe('the registry', () => {
  test('holds every action of the folder, in the order of the generated lists', async () => {
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.map(({ name }) => name)).toEqual((await loadActions()).map(({ name }) => name));
  });

  test('finds each action by its name', () => {
    for (const action of actions) expect(actionByName.get(action.name)).toBe(action);
    expect(actionByName.size).toBe(actions.length);
  });

  test('names actions like their files and schemas, and leaves no schema without an action', () => {
    const files = readdirSync(join(packageRoot, 'src', 'actions'));
    for (const { name } of actions) {
      expect(files).toContain(`${name}.ts`);
      expect([...schemaFiles.keys()]).toEqual(expect.arrayContaining([`${name}.input.json`, `${name}.output.json`]));
    }
    expect(actions.map(({ name }) => name).sort()).toEqual([...schemaPairs].sort());
  });

  test('has an example for each action, that fits its schemas, and none left over', () => {
    const examples = readdirSync(join(packageRoot, 'schemas')).filter((file) => file.endsWith('.example.json'));
    expect(examples.sort()).toEqual(actions.map(({ name }) => `${name}.example.json`).sort());
    for (const { name } of actions) {
      const example = actionExample(name);
      expect(Object.keys(example)).toEqual(['input', 'output']);
      expect({ name, problems: problems(`${name}.input.json`, example.input) }).toEqual({ name, problems: [] });
      expect({ name, problems: problems(`${name}.output.json`, example.output) }).toEqual({ name, problems: [] });
    }
  });

  test('describes each action in one sentence under a title of its own', () => {
    for (const { description } of actions) expect(description).toMatch(/^[A-Z][^\n]*\.$/);
    expect(new Set(actions.map(({ title }) => title)).size).toBe(actions.length);
  });

  test('lists no code of an action twice', () => {
    for (const { name, throws } of actions) expect({ name, throws: [...new Set(throws)] }).toEqual({ name, throws });
  });
});

describe('the file of the registry', () => {
  const text = registryFile([sampleAction('ping', { group: 'Connection' }), sampleAction('read-user')]);

  test('imports each action from the file of its name', () => {
    expect(text).toContain("import ping from './ping.ts';\nimport readUser from './read-user.ts';\n");
  });

  test('lists the actions group by group', () => {
    expect(text).toContain('[\n  // Connection\n  ping,\n\n  // Users\n  readUser,\n];');
  });
});
