import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { packageRoot } from '../../../src/base/package-root.ts';
import { packTexts } from './pack-reader.ts';

/** What real exports look like: a schema and a checker that lie beside the project where it is developed. */
const FORMAT = join(packageRoot, '..', 'shared', 'flows');
const schemaFile = join(FORMAT, 'flopack.schema.json');
const checker = join(FORMAT, 'flopack-check.mjs');
const whenPresent = existsSync(schemaFile) && existsSync(checker) ? describe : describe.skip;

whenPresent('beside real exports', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flow-packs-'));

  beforeAll(() => {
    for (const [name, text] of packTexts) writeFileSync(join(folder, `${name}.flopack`), text);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const validate = () => {
    const ajv = new Ajv2020({ strict: false });
    return ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
  };

  test('every pack is one that the schema of exports accepts', () => {
    const accepts = validate();
    const refused = [...packTexts].filter(([, text]) => !accepts(JSON.parse(text))).map(([name]) => name);
    expect(refused).toEqual([]);
  });

  test('every pack passes the checker without an error or a warning', () => {
    const files = [...packTexts.keys()].map((name) => join(folder, `${name}.flopack`));
    const said = execFileSync(process.execPath, [checker, '--profile', 'generated', ...files], { encoding: 'utf8' });
    expect(said.trim()).toBe(`${files.length} of ${files.length} pack(s) without errors (profile generated)`);
  });
});
