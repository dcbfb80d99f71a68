import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createOmniDouble } from '../../local/omni/omni-double.ts';
import { readJob } from '../../src/store/jobs.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { rememberedValues, seeUserValues } from '../../src/store/user-values.ts';
import { runCommand } from '../cli/run-command.ts';
import { startCommand } from '../cli/start-command.ts';
import { addPush } from '../store/push-samples.ts';
import { createServerDatabase } from '../support/databases.ts';

// Each command is a process of its own.
jest.setTimeout(120_000);

const omni = createOmniDouble({ requestsPerMinute: Number.POSITIVE_INFINITY });
let omniServer: Awaited<ReturnType<typeof omni.listen>>;

beforeAll(async () => {
  omniServer = await omni.listen();
});
afterAll(() => omniServer.close());

/** A database with one open job and one remembered value. */
async function oldDatabase() {
  const databaseUrl = await createServerDatabase();
  const open = () => openDatabase({ databaseUrl, dataDir: 'unused' });
  const database = await open();
  const jobId = await addPush(database, { now: Date.now() });
  await seeUserValues(database, 'id', new Map([['region', ['emea']]]));
  await database.close();
  const environment = {
    HOST: '127.0.0.1',
    PORT: '0',
    OMNI_BASE_URL: omniServer.url,
    OMNI_API_KEYS: omni.keys.organization.join(','),
    // Never asked: the connector answers that its keys are not loaded.
    OKTA_ISSUER: 'http://localhost:9/oauth2/default',
    DATABASE_URL: databaseUrl.reveal(),
  };
  return { open, jobId, environment };
}

describe('restore', () => {
  test('takes a database over, says what waits, and leaves a mark', async () => {
    const { open, jobId, environment } = await oldDatabase();
    const { code, output } = await runCommand(['restore'], environment);
    expect(output).toContain('1 open job paused as RESTORED');
    expect(output).toContain('0 plans ended, 0 open writes');
    expect(code).toBe(0);

    const database = await open();
    expect(await readJob(database, jobId)).toMatchObject({ status: 'paused', causeCode: 'RESTORED' });
    expect((await rememberedValues(database, 'id')).size).toBe(0);
    expect(await database.query('SELECT began, stopped_at IS NULL AS open FROM connector.incarnations')).toEqual([
      { began: 'restored', open: false },
    ]);
    await database.close();
  });

  test('explains itself', async () => {
    expect((await runCommand(['restore', '--help'])).output).toMatch(/put\s+back\s+from\s+a\s+copy/);
    expect((await runCommand(['serve', '--help'])).output).toContain('--restored');
  });
});

test('serve --restored does the same before it listens', async () => {
  const { open, jobId, environment } = await oldDatabase();
  const running = startCommand(['serve', '--restored'], environment);
  const lines = await running.printed(/listening/);
  expect(lines).toMatch(/"began":"restored"/);
  expect(lines).toMatch(/"jobs":1,"plans":0,"writes":0.*the database was put back/);
  const database = await open();
  expect(await readJob(database, jobId)).toMatchObject({ status: 'paused', causeCode: 'RESTORED' });
  await database.close();
  running.stop('SIGTERM');
  expect((await running.ended).code).toBe(0);
});
