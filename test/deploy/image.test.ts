import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  globSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import axios from 'axios';
import { packageRoot } from '../../src/base/package-root.ts';
import { useCommandWorld } from '../cli/push-set-up.ts';
import { until } from '../support/until.ts';
import { deployFile, packageJson } from './deploy-files.ts';
import { readStages } from './dockerfile-stages.ts';

/** The user of the image, where this process may become it. */
const IMAGE_USER = process.getuid?.() === 0 ? { uid: 1000, gid: 1000 } : {};
const MEMORY_MB = 512;
/** Only root may become the user of the image, and own what that one must not write. */
const asRoot = IMAGE_USER.uid === undefined ? test.skip : test;

const [packaging, dependencies, final] = readStages(deployFile('Dockerfile'));
const stepOf = (stage: typeof final, keyword: string): string =>
  stage?.steps.findLast((step) => step.keyword === keyword)?.text ?? '';

const world = useCommandWorld();
const folder = mkdtempSync(join(tmpdir(), 'image-'));
const [context, app, data, temporary, node] = ['context', 'app', 'data', 'tmp', 'node'].map((name) =>
  join(folder, name),
) as [string, string, string, string, string];

/** Runs a line of the Dockerfile as its shell would. */
const shell = (line: string, cwd: string): string =>
  execFileSync('sh', ['-ec', line], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** The steps of the image, each in a folder in the place of a stage. */
beforeAll(() => {
  chmodSync(folder, 0o755);
  for (const place of [context, app, data, temporary]) mkdirSync(place);
  // COPY . . by .dockerignore. What the stage has installed is taken from here: it is the same lock file.
  for (const path of [...deployFile('../.dockerignore').matchAll(/^!(.+)$/gm)].map(([, one = '']) => one)) {
    cpSync(join(packageRoot, path), join(context, path), { recursive: true });
  }
  // What an operator has put there for compose is in no package.
  mkdirSync(join(context, 'deploy/secrets'), { recursive: true });
  writeFileSync(join(context, 'deploy/secrets/audit_key'), randomUUID());
  symlinkSync(join(packageRoot, 'node_modules'), join(context, 'node_modules'));
  shell(stepOf(packaging, 'RUN').replaceAll('/package', join(folder, 'package')), context);

  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    copyFileSync(join(packageRoot, name), join(app, name));
  }
  shell(stepOf(dependencies, 'RUN').replace('npm ci', 'npm ci --prefer-offline'), app);
  cpSync(join(folder, 'package/package'), app, { recursive: true });

  // Read by everybody and written by root alone, as a layer of an image is.
  execFileSync('chmod', ['-R', 'a+rX,go-w', app]);
  copyFileSync(process.execPath, node);
  for (const place of [data, temporary]) {
    chmodSync(place, 0o700);
    if (IMAGE_USER.uid !== undefined) chownSync(place, IMAGE_USER.uid, IMAGE_USER.gid);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const environment = () => ({
  NODE_ENV: 'production',
  PATH: '',
  TMPDIR: temporary,
  HOST: '127.0.0.1',
  PORT: '0',
  ...world().local,
  DATA_DIR: data,
});

/** Runs words of the Dockerfile as its user: Node is the first of them. */
function start(words: readonly string[], env: Record<string, string>): ChildProcess {
  const [, ...rest] = words.map((word) => word.replace('/app/', `${app}/`));
  return spawn(node, rest, { env, cwd: app, ...IMAGE_USER, stdio: ['ignore', 'pipe', 'inherit'] });
}

const entry = [...JSON.parse(stepOf(final, 'ENTRYPOINT')), ...JSON.parse(stepOf(final, 'CMD'))];

/** Starts the connector of the image. @returns the process and its address once it listens */
async function serve(): Promise<{ connector: ChildProcess; url: string; warnings: string[] }> {
  const connector = start(entry, environment());
  const warnings: string[] = [];
  if (!connector.stdout) throw new Error('it has no output');
  for await (const line of createInterface(connector.stdout)) {
    const { msg, url, level } = JSON.parse(line);
    if (level > 30) warnings.push(msg);
    if (msg === 'listening') return { connector, url, warnings };
  }
  throw new Error('it ended before it listened');
}

async function stop(connector: ChildProcess): Promise<unknown> {
  const ended = once(connector, 'exit');
  connector.kill(stepOf(final, 'STOPSIGNAL') as NodeJS.Signals);
  return (await ended)[0];
}

/** The most memory that a process has had, in MB. Linux tells it. */
function peakOf({ pid }: ChildProcess): number {
  const [, peak] = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(peak) / 1_024;
}

test('holds the package and what it runs on: nothing for development, no other Node', () => {
  const { dependencies, devDependencies, version } = packageJson;
  expect(JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')).version).toBe(version);
  const installed = globSync(['*', '@*/*'], { cwd: join(app, 'node_modules') });
  expect(installed).toEqual(expect.arrayContaining(Object.keys(dependencies).filter((name) => name !== 'node')));
  // What one that runs has among its own dependencies is there for that one.
  const lock = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')).packages;
  const foreign = Object.keys(devDependencies).filter((name) => lock[`node_modules/${name}`]?.dev);
  expect(installed.filter((name) => foreign.includes(name) || name === 'node')).toEqual([]);
  for (const path of ['test', 'src', 'deploy/secrets']) expect(globSync(path, { cwd: app })).toEqual([]);
  expect(globSync('dist/embedded-database/*', { cwd: app })).toHaveLength(2);
});

asRoot('its user may write nothing of it', () => {
  const write = `fs.writeFileSync(${JSON.stringify(join(app, 'dist/written'))}, '')`;
  const { status, stderr } = spawnSync(node, ['-e', write], { ...IMAGE_USER, encoding: 'utf8' });
  expect(stderr).toContain('EACCES');
  expect(status).toBe(1);
});

test('starts, is healthy, pushes a value, and stops, within its memory and its folders; and once more', async () => {
  const { connector, url, warnings } = await serve();
  expect((await axios.get(`${url}/readyz`)).data).toMatchObject({ ok: true });

  const [, health = '[]'] = /CMD (\[.*\])$/s.exec(stepOf(final, 'HEALTHCHECK')) ?? [];
  const asked = start(JSON.parse(health), { PORT: new URL(url).port });
  expect(await once(asked, 'exit')).toEqual([0, null]);
  const missed = start(JSON.parse(health), { PORT: '1' });
  expect(await once(missed, 'exit')).toEqual([1, null]);

  const headers = { authorization: `Bearer ${await world().sandbox.okta.signToken()}` };
  const call = (action: string, body: object) => axios.post(`${url}/v1/actions/${action}`, body, { headers });
  const rows = [{ userName: 'ana@acme.example', values: { blob_entity: 'south' } }];
  const { data: job } = await call('push-users', { rows });
  await until(async () => (await call('get-job', { jobId: job.jobId })).data.status === 'done');
  expect(world().value('ana@acme.example', 'blob_entity')).toBe('south');

  expect(peakOf(connector)).toBeLessThan(MEMORY_MB);
  expect(await stop(connector)).toBe(0);
  expect(warnings).toEqual([]);

  const again = await serve();
  expect((await axios.get(`${again.url}/readyz`)).data).toMatchObject({ ok: true });
  expect(await stop(again.connector)).toBe(0);

  if (IMAGE_USER.uid === undefined) return;
  const written = globSync('**', { cwd: folder }).filter(
    (path) => lstatSync(join(folder, path)).uid === IMAGE_USER.uid,
  );
  expect(written.length).toBeGreaterThan(100);
  expect(written.filter((path) => !/^(data|tmp)(\/|$)/.test(path))).toEqual([]);
});
