import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { useCommandWorld } from './push-set-up.ts';
import { runCommand } from './run-command.ts';
import { runProcess } from './start-command.ts';

const world = useCommandWorld();

const HEADER = 'Email,Blob Entity,Cost Centers,Shoe Size';
const GOOD = `${HEADER}\nana@acme.example,south,c300;c100,42\nben@acme.example,north,c200;c100,43\n`;
const MIXED = `${GOOD}nobody@acme.example,south,c100,44\n`;
const CLEARING = `Email,Blob Entity\nana@acme.example,\nben@acme.example,\n`;

const jobIdIn = (text: string): string => /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(text)?.[0] ?? '';

describe('plan', () => {
  test('shows what would change, names the columns it ignores, and writes nothing', async () => {
    const { code, output, errors } = await runCommand(['plan', world().file('users.csv', GOOD)], world().remote);
    expect(output).toMatch(/ana@acme\.example +│ blob_entity +│ north +│ south/);
    expect(output).toMatch(/cost_centers +│ "c100", "c200" +│ "c300", "c100"/);
    expect(output).not.toContain('ben@acme.example');
    expect(output).toMatch(/Takes \d+ requests to Omni, about \d+ s\./);
    expect(errors).toContain('Columns that are no attribute are ignored: Shoe Size.');
    expect(world().value('ana@acme.example', 'blob_entity')).toBe('north');
    expect(code).toBe(0);
  });

  test('ends with 2 when rows would be refused', async () => {
    const { code, output } = await runCommand(['plan', world().file('users.csv', MIXED)], world().remote);
    expect(output).toContain('1 row would be refused');
    expect(code).toBe(2);
  });

  test('gives machines the answer of plan-push, and ends with 3 when it needs approval', async () => {
    const args = ['plan', world().file('users.csv', GOOD), '--json', '--max-changed-users', '0'];
    const { code, output } = await runCommand(args, world().remote);
    expect(JSON.parse(output).plan).toMatchObject({
      changedCount: 1,
      unchangedCount: 1,
      guard: { tripped: true, reason: expect.stringContaining('the limit is 0') },
    });
    expect(code).toBe(3);
  });

  test.each([
    ['an attribute that does not exist', ['--map', 'Shoe Size=shoe_size'], 'Omni has no attribute "shoe_size"'],
    ['an empty separator', ['--separator', ''], 'It is at least one character.'],
    ['a limit that is no number', ['--max-changed-share', '20%'], 'It is a number from 0 to 1.'],
  ])('refuses %s in one line, before anything is sent', async (_, options, message) => {
    const { code, errors } = await runCommand(['plan', world().file('users.csv', GOOD), ...options], world().remote);
    expect(errors).toContain(message);
    expect(code).toBe(1);
  });

  test('names a file that does not exist', async () => {
    const { code, errors } = await runCommand(['plan', world().file('absent.csv')], world().remote);
    expect(errors).toContain('ENOENT');
    expect(errors).not.toContain('    at ');
    expect(code).toBe(1);
  });
});

describe('push', () => {
  test('writes what it has shown and tells the outcome of each row in a file', async () => {
    const out = world().file('results.csv');
    const args = ['push', world().file('users.csv', MIXED), '--yes', '--out', out];
    const { code, output, errors } = await runProcess(args, world().remote);
    expect(output).toMatch(/Job [0-9a-f-]{36} is done\. 3 rows: 1 changed, 1 unchanged, 1 failed/);
    expect(errors).toMatch(/3\/3 rows/);
    const undo = `okta-workflows-omni undo ${jobIdIn(output)} --url ${world().remote.CONNECTOR_URL}`;
    expect(errors.trim().split('\n').at(-1)).toBe(`To take it back: ${undo}`);
    expect(code).toBe(2);
    expect(world().value('ana@acme.example', 'blob_entity')).toBe('south');
    const [head, ...rows] = readFileSync(out, 'utf8').trim().split('\n');
    expect(head).toBe('line,userName,status,code,message');
    expect(rows.map((row) => row.split(',').slice(0, 4))).toEqual([
      ['2', 'ana@acme.example', 'changed', ''],
      ['3', 'ben@acme.example', 'unchanged', ''],
      ['4', 'nobody@acme.example', 'failed', 'USER_NOT_FOUND'],
    ]);
  });

  test('never writes without having asked', async () => {
    const { code, errors } = await runCommand(['push', world().file('users.csv', GOOD)], world().remote);
    expect(errors).toContain('add --yes');
    expect(world().value('ana@acme.example', 'blob_entity')).toBe('north');
    expect(code).toBe(1);
  });

  test('waits for approval above a limit, and tells how to approve', async () => {
    const file = world().file('users.csv', CLEARING);
    const out = world().file('the results.csv');
    const limit = ['--empty-text', 'clear', '--max-cleared-values', '1'];
    const args = ['push', file, '--yes', '--json', '--out', out, ...limit];
    const held = await runCommand(args, world().remote);
    const { job } = JSON.parse(held.output);
    expect(job).toMatchObject({ status: 'needs-approval', clearedCount: 2 });
    expect(held.errors).toContain(`approve ${job.jobId} --out '${out}' --url ${world().sandbox.connector.url}`);
    expect(held.code).toBe(3);
    expect(existsSync(out)).toBe(false);
    expect(world().value('ana@acme.example', 'blob_entity')).toBe('north');

    const approved = await runCommand(['approve', job.jobId, '--out', out], world().remote);
    expect(approved.code).toBe(0);
    expect(readFileSync(out, 'utf8')).toMatch(/^,ana@acme\.example,changed,/m);
    expect(world().value('ana@acme.example', 'blob_entity')).toBeNull();
  });

  test('above a limit can be canceled, which ends with 0 and writes nothing', async () => {
    const file = world().file('users.csv', GOOD);
    const held = await runCommand(['push', file, '--yes', '--max-changed-users', '0'], world().remote);
    const canceled = await runCommand(['cancel', jobIdIn(held.output)], world().remote);
    expect(canceled).toMatchObject({ code: 0, output: expect.stringContaining('was canceled') });
    expect(world().value('ana@acme.example', 'blob_entity')).toBe('north');
  });

  test('a blank cell is an error of its row unless said otherwise', async () => {
    const file = world().file('users.csv', CLEARING);
    const { output } = await runCommand(['push', file, '--yes', '--json'], world().remote);
    expect(JSON.parse(output).job).toMatchObject({ failedCount: 2 });
    const ignored = await runCommand(['push', file, '--yes', '--json', '--empty-text', 'ignore'], world().remote);
    expect(JSON.parse(ignored.output).job).toMatchObject({ unchangedCount: 2 });
  });
});

describe('undo', () => {
  test('restores what was there before, leaves what somebody changed since, and says so', async () => {
    const text = 'Email,Blob Entity\nana@acme.example,east\nben@acme.example,east\n';
    const pushed = await runCommand(['push', world().file('users.csv', text), '--yes'], world().remote);
    world().sandbox.omni.setValue('ben@acme.example', 'blob_entity', 'by hand');

    const out = world().file('results.csv');
    const undone = await runCommand(['undo', jobIdIn(pushed.output), '--yes', '--out', out], world().remote);
    expect(undone.code).toBe(0);
    expect(undone.errors).not.toContain('To take it back');
    expect(undone.output).toContain('1 of them kept, since somebody wrote there after the job');
    expect(world().value('ana@acme.example', 'blob_entity')).toBe('north');
    expect(world().value('ben@acme.example', 'blob_entity')).toBe('by hand');
    expect(readFileSync(out, 'utf8')).toMatch(/ben@acme\.example,kept,UNDO_CHANGED_SINCE/);
  });

  test('of a job that does not exist is refused in one line', async () => {
    const { code, errors } = await runCommand(['undo', 'no-such-job', '--yes'], world().remote);
    expect(errors.trim().split('\n')).toEqual([expect.stringContaining('There is no job no-such-job.')]);
    expect(code).toBe(1);
  });
});

test('retry tries only the failed rows again', async () => {
  const file = world().file('users.csv', `${GOOD}late@acme.example,south,c100,44\n`);
  const pushed = await runCommand(['push', file, '--yes'], world().remote);
  expect(pushed.code).toBe(2);
  world().sandbox.omni.addUser({ userName: 'late@acme.example' });

  const retried = await runCommand(['retry', jobIdIn(pushed.output), '--yes', '--json'], world().remote);
  expect(JSON.parse(retried.output).job).toMatchObject({ kind: 'retry', total: 1, changedCount: 1 });
  expect(retried.code).toBe(0);
  expect(world().value('late@acme.example', 'blob_entity')).toBe('south');
});
