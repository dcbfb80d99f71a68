import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import axios from 'axios';
import { ConnectorError } from '../../src/errors/connector-error.ts';
import { createServerDatabase } from '../support/databases.ts';
import { useCommandWorld } from './push-set-up.ts';
import { runCommand } from './run-command.ts';

const world = useCommandWorld();

const TWO_BAD = 'email,seat_count,level,blob_entity\nana@acme.example,many,high,north\nben@acme.example,1,2,north\n';

describe('a file with rows that are refused', () => {
  test('shows line, user, column and reason of each wrong value before anything is written', async () => {
    const { code, output } = await runCommand(['plan', world().file('users.csv', TWO_BAD)], world().remote);
    expect(output).toMatch(/│ 2 +│ ana@acme\.example +│ seat_count +│ "many": seat_count takes numbers only/);
    expect(output).toMatch(/│ 2 +│ ana@acme\.example +│ level +│ "high": level takes numbers only/);
    expect(output).toContain('1 row would be refused');
    expect(code).toBe(2);
  });

  test('gives machines the same, with everything that was met in the file', async () => {
    const text = `sep=;\r\nEmail;seat_count;level;Shoe\r\n\r\nana@acme.example;many;high;42\r\n`;
    const { output } = await runCommand(['plan', world().file('users.csv', text), '--json'], world().remote);
    const { file, plan, refusals } = JSON.parse(output);
    expect(file).toEqual({
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ';',
      lineEnds: ['CRLF'],
      rows: 1,
      parts: 1,
      leftOut: [
        { why: 'blank', count: 1, lines: [3] },
        { why: 'names the separator', count: 1, lines: [1] },
      ],
      userColumn: 'Email',
      columns: [
        { column: 'seat_count', reference: 'seat_count' },
        { column: 'level', reference: 'level' },
      ],
      ignored: ['Shoe'],
      warnings: [],
    });
    expect(plan).toMatchObject({ total: 1, failedCount: 1 });
    const common = { line: 4, userName: 'ana@acme.example', code: 'VALUE_NOT_A_NUMBER' };
    expect(refusals).toMatchObject([
      { ...common, column: 'seat_count', value: 'many' },
      { ...common, column: 'level', value: 'high' },
    ]);
  });

  test('keeps them in a file that is corrected and pushed again with the printed command', async () => {
    const text = `Account\tSeats\tlevel\tNote\nana@acme.example\tmany\t3\t"a,\n=b"\nnobody@acme.example\t1\t1\t\nben@acme.example\t5\t1\t\n`;
    const failures = world().file('failures.csv');
    const options = ['--user-column', 'Account', '--map', 'Seats=seat_count'];
    const args = ['push', world().file('users.txt', text), ...options, '--yes', '--failures', failures];
    const { CONNECTOR_URL: url = '', ...client } = world().remote;
    const { code, errors } = await runCommand([...args, '--delimiter', 'tab', '--url', url], client);
    expect(code).toBe(2);
    expect(errors).toContain(
      `okta-workflows-omni push ${failures} --url ${url} --user-column Account --map Seats=seat_count`,
    );
    const kept = readFileSync(failures, 'utf8');
    expect(kept.split('\n')[0]).toBe('\ufeffAccount,Seats,level,Note,failed line,failure code,failure reason');
    expect(kept).toContain('ana@acme.example,many,3,"a,\n=b",2,VALUE_NOT_A_NUMBER,');
    expect(kept).toContain('nobody@acme.example,1,1,,4,USER_NOT_FOUND,');
    expect(kept).not.toContain('ben@');

    const corrections = kept.replace('many', '7').replace('nobody@', 'cleo@');
    const corrected = world().file('again.csv', corrections);
    const onto = await runCommand(['push', corrected, ...options, '--yes', '--failures', corrected], world().remote);
    expect(onto.errors).toContain('is the file that is read, which it would write over');
    expect([onto.code, readFileSync(corrected, 'utf8')]).toEqual([1, corrections]);
    const again = await runCommand(['push', corrected, ...options, '--yes'], world().remote);
    expect(again.code).toBe(0);
    expect(world().value('ana@acme.example', 'seat_count')).toBe(7);
    expect(world().value('cleo@acme.example', 'seat_count')).toBe(1);
  });

  test('keeps those of JSON as a list of users, which can be planned again', async () => {
    const users = [
      { userName: 'ana@acme.example', userAttributes: { seat_count: 'many', cost_centers: ['a;b', '=c'] } },
      { userName: 'ben@acme.example', userAttributes: { level: 1 } },
    ];
    const failures = world().file('failures.json');
    const args = ['plan', world().file('users.json', JSON.stringify(users)), '--failures', failures];
    expect((await runCommand(args, world().remote)).code).toBe(2);
    const kept = JSON.parse(readFileSync(failures, 'utf8'));
    expect(kept).toEqual([
      { ...users[0], failure: { place: 1, code: 'VALUE_NOT_A_NUMBER', reason: expect.anything() } },
    ]);
    const again = await runCommand(['plan', failures, '--json'], world().remote);
    expect(JSON.parse(again.output)).toMatchObject({ plan: { total: 1, failedCount: 1 } });
  });
});

/** A door before the running connector that takes two rows at once, and notes how many it was asked for. */
async function narrowDoor() {
  const asked: number[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const rows = request.url?.endsWith('/plan-push') ? JSON.parse(body.toString()).rows.length : 0;
    if (rows > 0) asked.push(rows);
    if (rows > 2) {
      const error = new ConnectorError('ROWS_TOO_MANY', { count: rows, limit: 2 }).body('request');
      response.writeHead(413, { 'Content-Type': 'application/json' }).end(JSON.stringify(error));
      return;
    }
    const url = `${world().remote.CONNECTOR_URL}${request.url}`;
    const { authorization = '' } = request.headers;
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await axios.post(url, body, { headers, validateStatus: () => true });
    response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer.data));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { asked, url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

describe('a file that one push does not take', () => {
  const changes = (count: number) =>
    `email,blob_entity\n${['ana', 'ben', 'cleo'].map((name, index) => `${name}@acme.example,${index < count ? 'west' : 'north'}\n`).join('')}`;
  /** The command is the connector itself, on the server: an embedded database of its own takes longer than the test. */
  const small = async () => ({
    ...world().local,
    DATABASE_URL: (await createServerDatabase()).reveal(),
    MAX_PUSH_ROWS: '2',
  });

  test('is divided further for a connector that takes less than others, and pushed whole', async () => {
    const door = await narrowDoor();
    const args = ['push', world().file('users.csv', changes(3)), '--yes', '--json'];
    const { code, output, errors } = await runCommand(args, { ...world().remote, CONNECTOR_URL: door.url });
    door.close();
    expect(errors).toContain('The connector takes less at once: the file is divided further.');
    expect(door.asked[0]).toBe(3);
    expect(door.asked.slice(1).toSorted()).toEqual([1, 2]);
    expect(JSON.parse(output)).toMatchObject({ file: { rows: 3, parts: 2 }, plan: { changedCount: 3 } });
    expect(code).toBe(0);
    for (const name of ['ana', 'ben', 'cleo'])
      expect(world().value(`${name}@acme.example`, 'blob_entity')).toBe('west');
  });

  test('is pushed in parts, whose results are in one file', async () => {
    const out = world().file('results.csv');
    const args = ['push', world().file('users.csv', changes(3)), '--yes', '--json', '--out', out];
    const { code, output } = await runCommand(args, await small());
    const { file, plan, plans, jobs } = JSON.parse(output);
    expect(file).toMatchObject({ rows: 3, parts: 2 });
    expect(plan).toMatchObject({ planId: '', total: 3, changedCount: 3 });
    expect(plans).toHaveLength(2);
    expect(jobs.map(({ status }: { status: string }) => status)).toEqual(['done', 'done']);
    expect(readFileSync(out, 'utf8').trim().split('\n').slice(1).sort()).toEqual([
      expect.stringMatching(/^2,ana@acme\.example,changed/),
      expect.stringMatching(/^3,ben@acme\.example,changed/),
      expect.stringMatching(/^4,cleo@acme\.example,changed/),
    ]);
    expect(code).toBe(0);
    for (const name of ['ana', 'ben', 'cleo'])
      expect(world().value(`${name}@acme.example`, 'blob_entity')).toBe('west');
  });

  test('has the limits of one push, and waits as a whole', async () => {
    const args = ['push', world().file('users.csv', changes(3)), '--yes', '--json', '--max-changed-users', '2'];
    const { code, output } = await runCommand(args, await small());
    const { plan, jobs } = JSON.parse(output);
    expect(plan).toMatchObject({ changedCount: 3, guard: { tripped: true } });
    expect(jobs.map(({ status }: { status: string }) => status)).toEqual(['needs-approval', 'needs-approval']);
    expect(world().value('ana@acme.example', 'blob_entity')).toBe('north');
    expect(code).toBe(3);
  });
});
