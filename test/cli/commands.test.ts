import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import { type AuthorizationServer, createAuthorizationServer } from '../../local/okta/authorization-server.ts';
import { createOktaOrgDouble } from '../../local/okta-org/okta-org-double.ts';
import { OKTA_SCOPES } from '../../local/okta-org/switches.ts';
import { createOmniDouble, type OmniDouble } from '../../local/omni/omni-double.ts';
import { SCOPES } from '../../src/actions/action.ts';
import { appendAudit } from '../../src/store/audit.ts';
import { openPgDatabase } from '../../src/store/pg-database.ts';
import { auditEntries } from '../store/audit-entries.ts';
import { createBareServerDatabase, createServerDatabase } from '../support/databases.ts';
import { fillDataDir } from '../support/embedded-copies.ts';
import { syncAttribute } from '../sync/set-up.ts';
import { runCommand } from './run-command.ts';
import { runProcess, startCommand } from './start-command.ts';

let okta: AuthorizationServer;
let omni: OmniDouble;
let omniServer: { url: string; close(): Promise<void> };
let dataDir: string;
const client = { id: randomUUID(), secret: randomUUID(), scopes: ['omni.jobs.manage'] };
let databaseUrl: string;

beforeAll(async () => {
  okta = await createAuthorizationServer({
    audience: 'api://omni-connector',
    scopes: [...SCOPES],
    clients: [client],
  });
  await okta.listen();
  omni = createOmniDouble({ requestsPerMinute: Number.POSITIVE_INFINITY });
  omniServer = await omni.listen();
  databaseUrl = (await createServerDatabase()).reveal();
  dataDir = fillDataDir(mkdtempSync(join(tmpdir(), 'connector-')));
});

afterAll(async () => {
  await Promise.all([okta.close(), omniServer.close()]);
  rmSync(dataDir, { recursive: true });
});

const environment = (more: Record<string, string> = {}): Record<string, string> => ({
  HOST: '127.0.0.1',
  PORT: '0',
  OMNI_BASE_URL: omniServer.url,
  OMNI_API_KEYS: omni.keys.organization.join(','),
  OMNI_REQUESTS_PER_MINUTE: '6000',
  OKTA_ISSUER: okta.issuer,
  DATA_DIR: dataDir,
  ...more,
});

/** On the server, whose connections cost less than the embedded database in each process. */
const onServer = (more: Record<string, string> = {}) => environment({ DATABASE_URL: databaseUrl, ...more });

describe('help', () => {
  test.each([
    [['--help'], 'serve'],
    [['serve', '--help'], 'settings'],
    [['sandbox', '--help'], '--demo'],
    [['plan', '--help'], '--empty-text'],
    [['push', '--help'], '--out'],
    [['undo', '--help'], '--url'],
    [['retry', '--help'], 'failed rows'],
    [['follow', '--help'], 'until it ends'],
    [['approve', '--help'], 'approval'],
    [['cancel', '--help'], 'remaining'],
    [['doctor', '--help'], 'database'],
    [['audit', 'verify', '--help'], '--expect'],
    [['audit', 'export', '--help'], '--after'],
    [['backup', '--help'], 'holds'],
    [['move', '--help'], 'server'],
    [['forget', '--help'], '--yes'],
  ])('%j explains itself', async (args, word) => {
    const { code, output } = await runCommand(args);
    expect(code).toBe(0);
    expect(output).toContain(word);
  });

  test('an unknown command ends with 1 and shows the help', async () => {
    const { code, errors } = await runProcess(['serv']);
    expect(code).toBe(1);
    expect(errors).toContain("unknown command 'serv'");
  });
});

describe('serve', () => {
  test('names every bad setting in a line of its own and ends with 1', async () => {
    const { code, errors } = await runProcess(['serve'], { OMNI_BASE_URL: 'http://acme.omniapp.co', PORT: 'eighty' });
    expect(code).toBe(1);
    expect(
      errors
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0])
        .sort(),
    ).toEqual(['OKTA_ISSUER', 'OMNI_API_KEYS', 'OMNI_BASE_URL', 'PORT']);
  });

  test('answers, refuses a second process on its folder with one line, looks at its files on SIGHUP, and ends with 0 on SIGTERM', async () => {
    const keysFile = join(dataDir, '..', `keys-${randomUUID()}`);
    writeFileSync(keysFile, omni.keys.organization.join('\n'));
    const first = startCommand(['serve'], environment({ OMNI_API_KEYS: '', OMNI_API_KEYS_FILE: keysFile }));
    const line = (await first.printed(/listening/)).split('\n').find((one) => one.includes('listening')) ?? '';
    const { url } = JSON.parse(line);
    expect((await axios.get(`${url}/readyz`)).data).toMatchObject({ ok: true, reasons: [] });

    const second = await runProcess(['serve'], environment());
    expect(second.code).toBe(1);
    expect(second.errors.trim().split('\n')).toEqual([expect.stringContaining('in use by another process')]);

    // What only looks goes through the door of the first, without a setting of it but the folder.
    const looks = await runProcess(['audit', 'verify'], { DATA_DIR: dataDir });
    expect(looks).toMatchObject({ code: 0, output: expect.stringContaining('0 entries checked, all in order.') });
    expect(statSync(join(dataDir, 'door')).mode & 0o777).toBe(0o600);

    writeFileSync(keysFile, omni.keys.addOrganizationKey());
    first.stop('SIGHUP');
    await first.printed(/the file of a secret was replaced/);
    first.stop('SIGTERM');
    expect((await first.ended).code).toBe(0);
    expect(existsSync(join(dataDir, 'door'))).toBe(false);
    rmSync(keysFile);
  });

  test.each<[setting: string, text: () => string, line: RegExp]>([
    [
      'PORT',
      () => new URL(omniServer.url).port,
      /^PORT: \d+ of 127\.0\.0\.1 is in use by another process \(EADDRINUSE\)\. /,
    ],
    ['HOST', () => '192.0.2.1', /^HOST: 192\.0\.2\.1 is no address of this machine \(EADDRNOTAVAIL\)\. /],
    [
      'DATABASE_URL',
      () => databaseUrl.replace(/\/\w+$/, '/none'),
      /^DATABASE_URL: \S+ has no database none \(3D000\)\. /,
    ],
  ])('says in one line why %s cannot be used, and what to do', async (setting, text, line) => {
    const { code, errors } = await runProcess(['serve'], onServer({ [setting]: text() }));
    expect(code).toBe(1);
    expect(errors).toMatch(line);
    expect(errors.trim().split('\n')).toHaveLength(1);
  });
});

/** The words of a table, without its lines. */
const words = (table: string): string => table.replace(/[│\s]+/g, ' ');

describe('doctor', () => {
  test('finds everything in order', async () => {
    const { code, output } = await runProcess(['doctor'], environment());
    expect(output).toContain('Key scope organization, role ORG_ADMIN. It can create attributes.');
    expect(output).not.toContain(' NO ');
    expect(output).toMatch(/PUBLIC_URL +│ \? +│ PUBLIC_URL is http:\/\/localhost:0, where Okta reaches nothing/);
    expect(output).toMatch(/Token +│ \? +│ Not tried whether tokens have the audience api:\/\/omni-connector/);
    expect(code).toBe(0);
  });

  test('makes no database, neither embedded nor on the server', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
    const embedded = await runProcess(['doctor'], environment({ DATA_DIR: join(folder, 'data') }));
    expect(embedded.output).toContain('The first start makes the embedded database in');
    expect(embedded.code).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });

    const bare = await createBareServerDatabase();
    const onBare = await runProcess(['doctor'], environment({ DATABASE_URL: bare.reveal() }));
    expect(onBare.output).toMatch(/the next start makes \d+ steps of its tables/);
    const database = openPgDatabase(bare, { lost: () => undefined });
    expect(await database.query(`SELECT to_regnamespace('connector') AS schema`)).toEqual([{ schema: null }]);
    await database.close();
  });

  test('sees a connector that runs already, and somebody else on its port', async () => {
    const running = startCommand(['serve'], environment());
    const line = (await running.printed(/listening/)).split('\n').find((one) => one.includes('listening')) ?? '';
    const { port } = new URL(JSON.parse(line).url);
    const beside = await runProcess(['doctor'], environment({ PORT: port }));
    expect(beside.output).toContain(`A connector listens on port ${port} of 127.0.0.1 already.`);
    expect(beside.output).toContain('A process, such as a running connector, has the embedded database in');
    expect(beside.code).toBe(0);
    running.stop('SIGTERM');
    await running.ended;

    const other = await runCommand(['doctor'], onServer({ PORT: new URL(omniServer.url).port }));
    expect(other.output).toMatch(/Address +│ NO +│ PORT: \d+ of 127\.0\.0\.1 is in use by another process/);
    expect(other.code).toBe(1);
  });

  test('gets a token where there is a client, and tells a wrong audience', async () => {
    const withClient = { CONNECTOR_CLIENT_ID: client.id, CONNECTOR_CLIENT_SECRET: client.secret };
    const right = await runCommand(['doctor'], onServer(withClient));
    expect(right.output).toMatch(/Token +│ ok/);
    const wrong = await runCommand(['doctor'], onServer({ ...withClient, OKTA_AUDIENCE: 'api://other' }));
    expect(wrong.output).toMatch(/Token +│ NO/);
    expect(wrong.output).toContain('OKTA_AUDIENCE');
    const refused = await runCommand(['doctor'], onServer({ ...withClient, CONNECTOR_CLIENT_SECRET: 'planted' }));
    expect(refused.output).toMatch(/Token +│ NO/);
    expect(refused.output + refused.errors).not.toContain('planted');
    expect([right.code, wrong.code, refused.code]).toEqual([0, 1, 1]);
  });

  test('names a variable that was probably meant as a setting', async () => {
    const { code, output } = await runCommand(['doctor'], onServer({ LOGLEVEL: 'debug' }));
    expect(output).toMatch(/Settings +│ \? +│ LOGLEVEL is no setting of the connector: did you mean LOG_LEVEL\?/);
    expect(code).toBe(0);
  });

  test('looks at the Okta org where set-up is wanted, and changes nothing in it', async () => {
    const org = createOktaOrgDouble();
    syncAttribute(org, 'region');
    org.addUser({ login: 'ada@acme.example' });
    org.assign('ada@acme.example');
    const { url, close } = await org.listen();
    const management = {
      OKTA_ORG_URL: url,
      OKTA_MANAGEMENT_CLIENT_ID: org.client.id,
      OKTA_MANAGEMENT_PRIVATE_KEY: org.client.privateKeyPem,
      OKTA_OMNI_APP_ID: org.appId,
    };
    const before = org.state;
    const good = await runCommand(['doctor'], onServer(management));
    const told = words(good.output);
    expect(told).toContain('1 user attributes of Omni, 1 of them mapped, and 1 assigned users');
    expect(told).toContain("It may sync and report. It may set up attributes. It may write users' values.");
    expect(told).toContain('It may read the groups of a policy.');
    expect(told).not.toContain('set up the event hook');
    expect(told).toContain('The service app takes bearer tokens.');
    expect(told).toContain('Okta may create and update users in Omni.');
    expect(told).toContain('All users are of one type.');
    expect(good.code).toBe(0);

    Object.assign(org.switches, { dpopRequired: true, otherUserTypes: ['contractor'], features: ['PUSH_NEW_USERS'] });
    org.switches.grantedScopes = OKTA_SCOPES.filter((scope) => scope !== 'okta.schemas.manage');
    const less = await runCommand(['doctor'], onServer({ ...management, OKTA_HOOK_SECRET: 'planted-hook-secret' }));
    expect(words(less.output)).toContain('It may not set up attributes: okta.schemas.manage not granted.');
    expect(words(less.output)).toMatch(/It may (not )?set up the event hook/);
    expect(words(less.output)).toContain('The service app wants proofs of possession, and gets them.');
    expect(words(less.output)).toMatch(/Provisioning NO Update User Attributes is off/);
    expect(words(less.output)).toContain('contractor have profiles and mappings of their own.');
    expect(less.code).toBe(1);

    org.switches.adminRole = false;
    const refused = await runCommand(['doctor'], onServer(management));
    expect(refused.output).toContain('assign it an admin role');
    expect(refused.code).toBe(1);

    const incomplete = await runCommand(['doctor'], onServer({ OKTA_ORG_URL: url }));
    expect(incomplete.output).toContain('OKTA_MANAGEMENT_CLIENT_ID');
    expect(org.state).toEqual(before);
    await close();
  });

  test('reads the policy, if there is one', async () => {
    const file = join(dataDir, 'doctor-policy.yaml');
    writeFileSync(
      file,
      'version: 1\nattributes: [{ reference: region, label: R, type: string, value: { okta: user.region } }]\n',
    );
    const good = await runCommand(['doctor'], onServer({ POLICY_FILE: file }));
    expect(good.output).toMatch(/Policy +│ ok +│ 1 attributes, 1 of them with a source/);
    expect(words(good.output)).toContain('Policy: outside NO');
    writeFileSync(file, 'version: 1\nattributes: []\n');
    const bad = await runCommand(['doctor'], onServer({ POLICY_FILE: file }));
    expect(bad.output).toMatch(/Policy +│ NO +│ doctor-policy\.yaml:2: \/attributes/);
    expect(bad.code).toBe(1);
  });

  test('answers with one JSON object', async () => {
    const { code, output } = await runCommand(['doctor', '--json'], onServer());
    const report = JSON.parse(output);
    expect(report).toMatchObject({ ok: true, facts: expect.any(Array) });
    expect(report.findings).toContainEqual({
      check: 'Omni key 1',
      state: 'ok',
      found: 'Key scope organization, role ORG_ADMIN. It can create attributes.',
      fix: '',
    });
    expect(code).toBe(0);
    const bad = await runCommand(['doctor', '--json'], onServer({ PORT: 'eighty' }));
    expect(JSON.parse(bad.output).findings).toMatchObject([{ check: 'PORT', state: 'wrong' }]);
    expect(bad.code).toBe(1);
  });

  test('explains a token, which is seen nowhere, also from standard input', async () => {
    const token = await okta.signToken();
    const good = await runCommand(['doctor', '--token', token], onServer());
    expect(words(good.output)).toContain('verdict ok The connector takes it');
    expect(words(good.output)).toContain('approve-job may');
    expect(words(good.output)).toContain('set-user-values lacks omni.values.write');
    expect(good.output + good.errors).not.toContain(token.slice(-20));
    expect(good.code).toBe(0);
    const piped = startCommand(['doctor', '--token', '-', '--json'], onServer({ OKTA_AUDIENCE: 'api://other' }));
    piped.write(`${token}\n`);
    const { code, output } = await piped.ended;
    expect(JSON.parse(output)).toMatchObject({ ok: false, refusal: { code: 'TOKEN_WRONG_AUDIENCE' } });
    expect(code).toBe(1);
  });

  test('tries a write where both are named, and puts the value back', async () => {
    omni.addAttribute({ name: 'trial', label: 'Trial', type: 'String' });
    omni.addUser({ userName: 'trial@acme.example', values: { trial: 'before' } });
    const own = onServer({ DATABASE_URL: (await createServerDatabase()).reveal() });
    const half = await runCommand(['doctor', '--write-test', 'trial@acme.example'], own);
    expect(half.errors).toContain('--write-test USER REFERENCE');
    const tried = await runCommand(['doctor', '--write-test', 'trial@acme.example', 'trial'], own);
    expect(words(tried.output)).toContain('PATCH: no path ok It works.');
    expect(words(tried.output)).toContain('trial of trial@acme.example is what it was.');
    expect(omni.findUser('trial@acme.example')?.values).toEqual({ trial: 'before' });
    expect([half.code, tried.code]).toEqual([1, 0]);
    // What it has shown is remembered, and told by a doctor that only reads.
    const told = await runCommand(['doctor'], own);
    expect(words(told.output)).toContain('patchWithoutPath works');
    omni.remove('trial@acme.example');
  });

  test('names what is wrong with each key, and shows no key', async () => {
    const keys = [omni.keys.personal, omni.keys.addOrganizationKey()];
    const { code, output, errors } = await runCommand(['doctor'], onServer({ OMNI_API_KEYS: keys.join(',') }));
    expect(code).toBe(1);
    expect(output).toMatch(/Omni key 1 +│ NO +│ The Omni API key is a personal token/);
    expect(output).toMatch(/Omni key 2 +│ ok/);
    for (const key of keys) expect(output + errors).not.toContain(key);
  });
});

test.each(['serve', 'restore', 'audit verify'])(
  '%s leaves a database of a newer version alone, with one line',
  async (command) => {
    const later = await createServerDatabase();
    const database = openPgDatabase(later, { lost: () => undefined });
    await database.query(`INSERT INTO connector.migrations (name, sha256) VALUES ('999-later', 'x')`);
    const steps = () => database.query('SELECT name, applied_at FROM connector.migrations ORDER BY name');
    const before = await steps();
    const { code, errors, output } = await runCommand(command.split(' '), onServer({ DATABASE_URL: later.reveal() }));
    expect(errors).toMatch(/^The database was brought up to date by a newer version \(999-later [^\n]+\n$/);
    expect([code, output]).toEqual([1, '']);
    expect(await steps()).toEqual(before);
    await database.close();
  },
);

describe('forget', () => {
  test('asks before, or wants to be told that nobody is to be asked', async () => {
    const { code, errors } = await runCommand(['forget', 'ada@acme.example'], onServer());
    expect(errors).toBe('Nobody can be asked here: --yes forgets without a question.\n');
    expect(code).toBe(1);
    expect((await runCommand(['forget', ' ', '--yes'], onServer())).errors).toBe('Nobody is named.\n');
  });

  test('says what went, and what is not its to forget', async () => {
    const forgetful = await createServerDatabase();
    const database = openPgDatabase(forgetful, { lost: () => undefined });
    await database.transaction((queries) => appendAudit(queries, auditEntries(2)));
    await database.close();
    const on = { DATABASE_URL: forgetful.reveal() };
    const { code, output } = await runCommand(['forget', 'ada@acme.example', '--yes'], on);
    expect(output).toContain('audit: 2 entries kept without name and values; the chain holds (audit verify)');
    expect(output).toContain('Not here, and so not forgotten: what Omni and Okta hold');
    expect(code).toBe(0);
    const verified = await runCommand(['audit', 'verify'], on);
    expect(verified.output).toContain('2 of them are of people who were forgotten: what is left is proved.');
  });
});

describe('audit verify', () => {
  test('finds an empty log in order and prints the end of the chain', async () => {
    // Nothing of Omni and Okta is needed.
    const { code, output } = await runProcess(['audit', 'verify'], { DATA_DIR: dataDir });
    expect(code).toBe(0);
    expect(output).toContain(`0 entries checked, all in order.\nThe chain ends at 0:${'0'.repeat(64)}`);
  });

  test.each([['audit', 'verify'], ['restore']])(
    '%s %s makes no database where a misspelt DATA_DIR has none',
    async (...args) => {
      const nowhere = join(dataDir, 'nowhere');
      const { code, errors } = await runCommand(args.filter(Boolean), {
        ...onServer(),
        DATABASE_URL: '',
        DATA_DIR: nowhere,
      });
      expect(errors).toBe(
        `DATA_DIR: ${nowhere} holds no database of the connector. Name the one that it works with.\n`,
      );
      expect([code, existsSync(nowhere)]).toEqual([1, false]);
    },
  );

  test('names a key that is too short in one line', async () => {
    const { code, errors } = await runCommand(['audit', 'verify'], { DATA_DIR: dataDir, AUDIT_KEY: 'short' });
    expect(errors).toBe('AUDIT_KEY holds a key of less than 32 characters\n');
    expect(code).toBe(1);
  });

  test('of what audit export has written needs no database', async () => {
    const databaseUrl = await createServerDatabase();
    const database = openPgDatabase(databaseUrl, { lost: () => undefined });
    await database.transaction((queries) => appendAudit(queries, auditEntries(3)));
    await database.close();
    const written = await runCommand(['audit', 'export', '--after', '1'], { DATABASE_URL: databaseUrl.reveal() });
    expect(written).toMatchObject({ code: 0, errors: '2 entries written. To go on from here: --after 3\n' });
    const file = join(dataDir, '..', `audit-${randomUUID()}.jsonl`);
    writeFileSync(file, written.output);
    const good = await runCommand(['audit', 'verify', '--file', file]);
    expect(good).toMatchObject({ code: 0, output: expect.stringContaining('2 entries checked, all in order.') });
    writeFileSync(file, written.output.replace('ada@', 'eve@'));
    const bad = await runCommand(['audit', 'verify', '--file', file]);
    expect(bad).toMatchObject({ code: 1, output: expect.stringContaining('Entry 2 was changed') });
    rmSync(file);
    const csv = await runCommand(['audit', 'export', '--format', 'csv'], { DATABASE_URL: databaseUrl.reveal() });
    expect(csv.output.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^seq,time,at,requestId,clientId,action,userName,/),
      expect.stringMatching(/^1,2023-11-14T22:13:20\.000Z,1700000000000,request-1,.*,ada@acme\.example,.*"\[""0""\]"/),
    ]);
  });

  test('fails when an end that was noted earlier is not in the chain', async () => {
    const { code, output } = await runCommand(['audit', 'verify', '--expect', `3:${'a'.repeat(64)}`], onServer());
    expect(output).toContain('Entry 1 is missing.');
    expect(code).toBe(1);
  });
});
