import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { runCommand } from '../cli/run-command.ts';
import { runProcess } from '../cli/start-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const good = join(folder, 'good.yaml');
writeFileSync(good, 'version: 1\nattributes:\n  - { reference: region, label: Region, type: string }\n');
const bad = join(folder, 'bad.yaml');
writeFileSync(bad, 'version: 1\nattributes:\n  - { reference: region, label: Region, type: text }\n');

test('a policy that can be followed ends with 0', async () => {
  expect(await runCommand(['policy', 'check', good])).toEqual({
    code: 0,
    output: `${good}: 1 attribute, nothing is wrong.\n`,
    errors: '',
  });
});

test('what is wrong is told by line, and ends with 1', async () => {
  expect(await runProcess(['policy', 'check'], { POLICY_FILE: bad })).toMatchObject({
    code: 1,
    output: 'bad.yaml:3: /attributes/0/type must be one of string, number\n',
  });
});

test('for a machine it is one JSON object', async () => {
  const { code, output } = await runCommand(['policy', 'check', bad, '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(output)).toEqual({
    ok: false,
    attributeCount: 0,
    problems: [{ line: 3, path: '/attributes/0/type', message: 'must be one of string, number' }],
    warnings: [],
  });
});

test.each([
  ['no file is named', [], 'Name a policy'],
  ['the file is not there', [join(folder, 'none.yaml')], 'does not exist'],
])('where %s it says so and ends with 1', async (_, args, message) => {
  expect(await runCommand(['policy', 'check', ...args])).toMatchObject({
    code: 1,
    errors: expect.stringContaining(message),
  });
});
