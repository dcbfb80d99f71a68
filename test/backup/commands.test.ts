import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createOmniDouble } from '../../local/omni/omni-double.ts';
import { readJob } from '../../src/store/jobs.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { databaseNow, rememberedValues, seeUserValues } from '../../src/store/user-values.ts';
import { verifyAudit } from '../../src/store/verify-audit.ts';
import { runProcess, startCommand } from '../cli/start-command.ts';
import { createBareServerDatabase, createServerDatabase } from '../support/databases.ts';
import { fillDataDir } from '../support/embedded-copies.ts';
import { furnish } from './set-up.ts';

// Each command is a process of its own.
jest.setTimeout(600_000);

const omni = createOmniDouble({ requestsPerMinute: Number.POSITIVE_INFINITY });
let omniServer: Awaited<ReturnType<typeof omni.listen>>;
let folder: string;
/** With a job that is open and a value that is remembered. */
let dataDir: string;
let jobId: string;

beforeAll(async () => {
  omniServer = await omni.listen();
  folder = mkdtempSync(join(tmpdir(), 'backup-'));
  dataDir = fillDataDir(join(folder, 'data'));
  const database = await openDatabase({ dataDir });
  jobId = (await furnish(database)).jobId;
  await database.close();
});
afterAll(async () => {
  await omniServer.close();
  rmSync(folder, { recursive: true });
});

const newFile = () => join(folder, randomUUID());
/** Of a connector that never reaches Okta, and so does not touch its jobs' users. */
const serving = () => ({
  HOST: '127.0.0.1',
  PORT: '0',
  OMNI_BASE_URL: omniServer.url,
  OMNI_API_KEYS: omni.keys.organization.join(','),
  OKTA_ISSUER: 'http://localhost:9/oauth2/default',
});

describe('backup', () => {
  test('of the embedded database goes through the connector that holds it, into a file for its owner alone, and can be restored on a server', async () => {
    const running = startCommand(['serve'], { ...serving(), DATA_DIR: dataDir });
    await running.printed(/listening/);
    const file = newFile();
    const made = await runProcess(['backup', file], { DATA_DIR: dataDir });
    expect(made).toMatchObject({ code: 0, errors: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = await runProcess(['backup', file], { DATA_DIR: dataDir });
    expect(again).toMatchObject({ code: 1, errors: `${file} is there already: name a new file.\n` });
    running.stop('SIGTERM');
    await running.ended;
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);

    const databaseUrl = await createBareServerDatabase();
    const restored = await runProcess(['restore', file], { DATABASE_URL: databaseUrl.reveal() });
    expect(restored).toMatchObject({ code: 0, output: expect.stringContaining('1 open job paused as RESTORED') });
    const database = await openDatabase({ databaseUrl, dataDir: 'unused' });
    expect(await readJob(database, jobId)).toMatchObject({ status: 'paused', causeCode: 'RESTORED' });
    expect((await rememberedValues(database, 'id-1')).size).toBe(0);
    expect(await verifyAudit(database)).toMatchObject({ ok: true });
    await database.close();

    const twice = await runProcess(['restore', file], { DATABASE_URL: databaseUrl.reveal() });
    expect(twice.code).toBe(1);
    expect(twice.errors).toMatch(/^DATABASE_URL: the server holds a database of the connector already\. [^\n]+\n$/);
  });
});

describe('restore', () => {
  test('of a file that is no whole backup leaves no folder of a database, and of a whole one does', async () => {
    const databaseUrl = (await createServerDatabase()).reveal();
    const file = newFile();
    expect((await runProcess(['backup', file], { DATABASE_URL: databaseUrl })).code).toBe(0);
    const place = join(folder, 'restored');
    writeFileSync(`${file}.cut`, readFileSync(file).subarray(0, -20));
    const cut = await runProcess(['restore', `${file}.cut`], { DATA_DIR: place });
    expect(cut).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/\.cut: it .*cut off\. Nothing was restored\.\n$/),
    });
    expect(readdirSync(place)).not.toContain('postgres');
    const missing = await runProcess(['restore', newFile()], { DATA_DIR: place });
    expect(missing).toMatchObject({ code: 1, errors: expect.stringMatching(/cannot be read \(ENOENT\)\.\n$/) });

    expect((await runProcess(['restore', file], { DATA_DIR: place })).code).toBe(0);
    const database = await openDatabase({ dataDir: place });
    expect(await verifyAudit(database)).toMatchObject({ ok: true, checked: 0 });
    await database.close();
  });
});

describe('move', () => {
  test('carries jobs, audit log and remembered values to a server, doubts nothing, and puts the folder aside', async () => {
    const before = await openDatabase({ dataDir });
    await seeUserValues(before, 'id-1', new Map([['region', ['emea', 'apac']]]), (await databaseNow(before)) + 1);
    await before.close();
    const databaseUrl = await createBareServerDatabase();
    const environment = { DATA_DIR: dataDir, DATABASE_URL: databaseUrl.reveal() };
    const moved = await runProcess(['move'], environment);
    expect(moved).toMatchObject({ code: 0, errors: '' });
    expect([existsSync(join(dataDir, 'postgres')), existsSync(join(dataDir, 'postgres.moved'))]).toEqual([false, true]);
    expect(existsSync(join(dataDir, 'moving'))).toBe(false);

    const database = await openDatabase({ databaseUrl, dataDir: 'unused' });
    expect((await readJob(database, jobId))?.causeCode).not.toBe('RESTORED');
    expect((await rememberedValues(database, 'id-1')).get('region')).toEqual(['emea', 'apac']);
    expect(await verifyAudit(database)).toMatchObject({ ok: true });
    await database.close();

    const forgetful = await runProcess(['serve'], { ...serving(), DATA_DIR: dataDir });
    expect(forgetful.code).toBe(1);
    expect(forgetful.errors).toMatch(
      /^DATA_DIR: the database of .* was moved to a server\. Set DATABASE_URL, [^\n]+\n$/,
    );
  });

  test('changes nothing where there is no server to move to, or it is in use', async () => {
    const databaseUrl = (await createServerDatabase()).reveal();
    const other = fillDataDir(join(folder, 'other'));
    const without = await runProcess(['move'], { DATA_DIR: other });
    expect(without).toMatchObject({ code: 1, errors: expect.stringMatching(/^DATABASE_URL is not set: /) });
    const used = await runProcess(['move'], { DATA_DIR: other, DATABASE_URL: databaseUrl });
    expect(used).toMatchObject({
      code: 1,
      errors: expect.stringContaining('holds a database of the connector already'),
    });
    expect(readdirSync(other).toSorted()).toEqual(['lock', 'postgres']);
  });
});
