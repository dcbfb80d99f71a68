import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { useCommandWorld } from './push-set-up.ts';
import { runCommand } from './run-command.ts';

const world = useCommandWorld();
/** The users of the sandbox, and those of this test at the end of Omni's list. */
const EVERYBODY = 49;
const HEADER = '\ufeffuserName,blob_entity,cost_centers,level,seat_count\n';
const BACK = ['--empty-text', 'ignore', '--apostrophes', 'remove'];

const planOf = async (path: string) =>
  JSON.parse((await runCommand(['plan', path, '--json', ...BACK], world().remote)).output).plan;

afterEach(() => {
  world().sandbox.omni.switches.listValues = 'omit';
});

describe('export', () => {
  test('writes users with their values, which pushed back as they are change nothing', async () => {
    world().sandbox.omni.switches.listValues = 'include';
    world().sandbox.omni.setValue('ana@acme.example', 'blob_entity', '=HYPERLINK("x")');
    world().sandbox.omni.setValue('ben@acme.example', 'cost_centers', ['Brook; Inc.', 'a"b', 'two lines']);
    const path = world().file('users.csv');
    const { code, output, errors } = await runCommand(['export', path], world().remote);
    expect(code).toBe(0);
    expect(errors).toContain(`${EVERYBODY} of ${EVERYBODY} users are left to read: about 1 requests to Omni`);
    expect(output).toContain(`${path} holds ${EVERYBODY} users and 4 attributes`);
    expect(output).toContain(`okta-workflows-omni plan ${path} --empty-text ignore --apostrophes remove`);
    const text = readFileSync(path, 'utf8');
    expect(text.startsWith(HEADER)).toBe(true);
    expect(text).toContain(
      [
        `ana@acme.example,"'=HYPERLINK(""x"")","c100;c200",,\n`,
        'ben@acme.example,north,"[""Brook; Inc."",""a\\""b"",""two lines""]",,\n',
        'cleo@acme.example,north,"c100;c200",,\n',
      ].join(''),
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await planOf(path)).toMatchObject({ total: EVERYBODY, changedCount: 0, failedCount: 0 });

    writeFileSync(path, text.replace('cleo@acme.example,north', 'cleo@acme.example,west'));
    expect((await planOf(path)).changes).toMatchObject([{ userName: 'cleo@acme.example', after: 'west' }]);
  });

  test('never writes over a file', async () => {
    const path = world().file('users.csv', 'mine');
    const { code, errors } = await runCommand(['export', path], world().remote);
    expect(errors).toContain('exists already: name another file');
    expect([code, readFileSync(path, 'utf8')]).toEqual([1, 'mine']);
  });

  test('reads users one by one where lists leave the values out, and says so first', async () => {
    const path = world().file('users.csv');
    const whole = await runCommand(['export', path, '--json'], world().remote);
    expect(whole.errors).toContain("Omni's list leaves the values out, so that each user is read by itself.");
    expect(whole.errors).toContain('about 56 requests');
    expect(JSON.parse(whole.output)).toMatchObject({
      users: EVERYBODY,
      attributes: 4,
      omissions: [],
      hasChanged: false,
    });
    expect(existsSync(`${path}.partial`)).toBe(false);
    expect(readFileSync(path, 'utf8')).toContain('ana@acme.example,north,"c100;c200",,\n');
  });

  test('goes on where one was cut off, with what that has read', async () => {
    const path = world().file('users.csv');
    const read = { userName: 'ana@acme.example', reference: 'blob_entity', values: ['read before'], source: 'own' };
    const { id: omniUserId = '' } = world().sandbox.omni.findUser('ana@acme.example') ?? {};
    const ana = { omniUserId, userName: 'ana@acme.example', displayName: '', active: true, valuesKnown: true };
    const lines = [
      { source: ` --url ${world().sandbox.connector.url}`, startedAt: '2026-11-03T14:20:12.000Z' },
      {
        users: [ana],
        values: [{ omniUserId, ...read }],
        total: EVERYBODY,
        nextCursor: Buffer.from('list-users 47').toString('base64url'),
      },
    ];
    writeFileSync(`${path}.partial`, `${lines.map((line) => `${JSON.stringify(line)}\n`).join('')}{"users":[{"omni`);
    const { output, errors } = await runCommand(['export', path, '--continue'], world().remote);
    expect(errors).toContain(`${EVERYBODY - 1} of ${EVERYBODY} users are left to read`);
    expect(output).toContain('3 users and 4 attributes, as of 2026-11-03T14:20:12.000Z');
    expect(readFileSync(path, 'utf8')).toBe(
      `${HEADER}ana@acme.example,read before,,,\nben@acme.example,north,"c100;c200",,\ncleo@acme.example,north,"c100;c200",,\n`,
    );
  });

  test('goes on with nothing but an export of the same connector', async () => {
    const path = world().file('users.csv');
    expect((await runCommand(['export', path, '--continue'], world().remote)).errors).toContain('is not there');
    writeFileSync(`${path}.partial`, '{"source":"","startedAt":""}\n');
    expect((await runCommand(['export', path, '--continue'], world().remote)).errors).toContain('another connector');
  });
});
