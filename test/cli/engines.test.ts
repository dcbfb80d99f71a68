import { beforeEach, describe, expect, test } from '@jest/globals';
import { fillDataDir } from '../support/embedded-copies.ts';
import { useCommandWorld } from './push-set-up.ts';
import { runProcess, startCommand } from './start-command.ts';

const world = useCommandWorld();
// The processes find a database: each of them would take seconds to make one.
beforeEach(() => void fillDataDir(world().file('data')));
const FILE = 'Email,Blob Entity\nana@acme.example,south\n';
const pushArgs = () => ['push', world().file('users.csv', FILE), '--yes'];

describe('without an address the command is the connector itself', () => {
  test('it pushes with the settings of the environment; its jobs outlive it', async () => {
    const pushed = await runProcess([...pushArgs(), '--json'], world().local);
    expect(pushed.code).toBe(0);
    expect(world().value('ana@acme.example', 'blob_entity')).toBe('south');

    const { job } = JSON.parse(pushed.output);
    const undone = await runProcess(['undo', job.jobId, '--yes'], world().local);
    expect(undone.code).toBe(0);
    expect(world().value('ana@acme.example', 'blob_entity')).toBe('north');
  });

  test('a job that Ctrl-C leaves behind goes on with the next start', async () => {
    world().sandbox.omni.faults.plan({ kind: 'latency', ms: 1_500 }, { method: 'PATCH' });
    const two = world().file('two.csv', `${FILE}ben@acme.example,south\n`);
    const first = startCommand(['push', two, '--yes'], world().local);
    await first.printedError(/0\/2 rows/);
    first.stop('SIGINT');
    const { code, errors } = await first.ended;
    expect(errors).toContain('The job stops with this process and goes on with the next start');
    expect(code).toBe(130);
    expect(world().value('ben@acme.example', 'blob_entity')).toBe('north');

    const jobId = /follow ([0-9a-f-]{36})/.exec(errors)?.[1] ?? '';
    const followed = await runProcess(['follow', jobId], world().local);
    expect(followed.output).toContain(`Job ${jobId} is done.`);
    expect(followed.code).toBe(0);
    expect(world().value('ana@acme.example', 'blob_entity')).toBe('south');
    expect(world().value('ben@acme.example', 'blob_entity')).toBe('south');
  });

  test('a folder that a running connector holds is refused in one line that names --url', async () => {
    const running = startCommand(['serve'], { ...world().local, HOST: '127.0.0.1', PORT: '0' });
    await running.printed(/listening/);
    const { code, errors } = await runProcess(pushArgs(), world().local);
    running.stop('SIGTERM');
    await running.ended;
    expect(errors.trim().split('\n')).toEqual([expect.stringMatching(/in use by another process.* --url/)]);
    expect(code).toBe(1);
  });
});

describe('with an address', () => {
  test('Ctrl-C ends the looking on and leaves the job running', async () => {
    const { sandbox, remote } = world();
    sandbox.omni.faults.plan({ kind: 'latency', ms: 1_500 }, { method: 'PATCH' });
    const looking = startCommand(pushArgs(), remote);
    await looking.printedError(/0\/1 rows/);
    looking.stop('SIGINT');
    const { code, errors } = await looking.ended;
    expect(errors).toContain('The job goes on in the connector.');
    expect(errors).toMatch(new RegExp(`follow [0-9a-f-]{36} --url ${sandbox.connector.url}`));
    expect(code).toBe(130);

    const jobId = /follow ([0-9a-f-]{36})/.exec(errors)?.[1] ?? '';
    expect((await runProcess(['follow', jobId], remote)).code).toBe(0);
    expect(world().value('ana@acme.example', 'blob_entity')).toBe('south');
  });

  test.each([
    ['no client', { CONNECTOR_CLIENT_SECRET: '' }, '--url needs OKTA_ISSUER, CONNECTOR_CLIENT_ID'],
    ['http beyond this machine', { CONNECTOR_URL: 'http://connector.acme.example' }, '--url must begin with https://'],
    ['a wrong secret', { CONNECTOR_CLIENT_SECRET: 'wrong' }, 'gave no token'],
    ['an address where no connector is', { CONNECTOR_URL: 'http://127.0.0.1:1' }, 'cannot be reached: ECONNREFUSED'],
  ])('%s is one line and exit code 1', async (_, environment, message) => {
    const { code, errors } = await runProcess(pushArgs(), { ...world().remote, ...environment });
    expect(errors.trim().split('\n')).toEqual([expect.stringContaining(message)]);
    expect(code).toBe(1);
  });
});
