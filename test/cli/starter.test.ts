import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../src/base/package-root.ts';
import { childEnvironment } from '../support/child-environment.ts';

const STARTER = join(import.meta.dirname, '../../bin/okta-workflows-omni.js');
/** Lets this Node say that it is an old one; a process that it starts is itself again. */
const OLD = `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.20.2"}})`;

const alone = mkdtempSync(join(tmpdir(), 'starter-'));
cpSync(STARTER, join(alone, 'bin/starter.js'));
afterAll(() => rmSync(alone, { recursive: true }));

function start(args: readonly string[], { file = STARTER, old = false } = {}) {
  const flags = old ? ['--import', OLD] : [];
  const child = spawn(process.execPath, [...flags, file, ...args], { env: childEnvironment });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<{ code: number | null; signal: string | null; output: string; errors: string }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, output, errors })),
  );
  return { child, ended, output: () => output };
}

describe.each([
  ['a Node that is new enough', false],
  ['an old Node', true],
])('on %s', (_, old) => {
  test('runs the command, with its arguments', async () => {
    const { code, output } = await start(['doctor', '--help'], { old }).ended;
    expect(output).toContain('Usage: okta-workflows-omni doctor');
    expect(code).toBe(0);
  });

  test('ends as the command ends', async () => {
    const { code, errors } = await start(['serv'], { old }).ended;
    expect(errors).toContain("unknown command 'serv'");
    expect(code).toBe(1);
  });

  test('stops with the command on SIGTERM', async () => {
    const { child, ended, output } = start(['sandbox', '--port', '0'], { old });
    await new Promise<void>((resolve) => child.stdout.on('data', () => output().includes('Ctrl-C') && resolve()));
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, signal: null });
  });
});

test('is what the package offers as its command, and what it holds', () => {
  const { bin, files } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  expect(join(packageRoot, bin['okta-workflows-omni'])).toBe(STARTER);
  expect(files).toContain('bin');
});

test('an old Node alone says in one line what is needed', async () => {
  const { code, errors } = await start(['serve'], { old: true, file: join(alone, 'bin/starter.js') }).ended;
  expect(errors).toMatch(/^okta-workflows-omni needs Node 22\.18 or later, and this is 20\.20\.2\. [^\n]+\n$/);
  expect(code).toBe(1);
});
