import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { packageRoot } from '../../src/base/package-root.ts';
import { SETTING_SPECS } from '../../src/config/setting-specs.ts';
import { deployFile } from './deploy-files.ts';

const isThere = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const whereCaddyIs = isThere('caddy', 'version') ? test : test.skip;
const whereNginxIs = isThere('nginx', '-v') && isThere('openssl', 'version') ? test : test.skip;

const folder = mkdtempSync(join(tmpdir(), 'proxies-'));
afterAll(() => rmSync(folder, { recursive: true }));

const caddy = deployFile('Caddyfile');
const nginx = deployFile('nginx.conf');
const MIB = 1_048_576;
/** The number that follows a word. */
const numbersAfter = (text: string, word: RegExp): number[] =>
  [...text.matchAll(new RegExp(`^\\s*${word.source}\\s+(\\d+)`, 'gm'))].map(([, number]) => Number(number));

describe.each([
  ['Caddy', caddy, { body: /max_size/, wait: /response_header_timeout/, idle: /keepalive/ }],
  ['nginx', nginx, { body: /client_max_body_size/, wait: /proxy_read_timeout/, idle: /keepalive_timeout/ }],
])('the sample for %s', (_, text, words) => {
  test('lets through what MAX_BODY_BYTES lets through, and no more', () => {
    expect(numbersAfter(text, words.body)).toEqual([Number(SETTING_SPECS.MAX_BODY_BYTES.default) / MIB]);
  });

  test('waits longer than a call may take, and closes idle connections before the connector does', () => {
    for (const seconds of numbersAfter(text, words.wait)) expect(seconds).toBeGreaterThan(25);
    expect(numbersAfter(text, words.wait).length).toBeGreaterThan(0);
    for (const seconds of numbersAfter(text, words.idle)) expect(seconds).toBeLessThan(75);
    expect(numbersAfter(text, words.idle).length).toBeGreaterThan(0);
  });

  test('shows /metrics to nobody outside, and sends no call twice', () => {
    expect(text).toMatch(/\/metrics/);
    expect(text).toMatch(/404/);
    expect(text).toMatch(/lb_retries 0|proxy_next_upstream off/);
  });
});

test('streams of the console pass as they come', () => {
  expect(caddy).toMatch(/^\s*flush_interval -1$/m);
  const [, console = ''] = /location \/console \{([\s\S]*?)\n {4}\}/.exec(nginx) ?? [];
  expect(console).toMatch(/proxy_buffering off;/);
  expect(numbersAfter(console, /proxy_read_timeout/)[0]).toBeGreaterThanOrEqual(3_600);
});

whereCaddyIs('Caddy takes its file', () => {
  const file = join(packageRoot, 'deploy/Caddyfile');
  const home = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const { status, stderr } = spawnSync('caddy', ['validate', '--adapter', 'caddyfile', '--config', file], {
    env: home,
    encoding: 'utf8',
  });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
});

whereNginxIs('nginx takes its file', () => {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const make = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -days 1`;
  spawnSync('openssl', [...make.split(' '), '-keyout', key, '-out', certificate]);
  const site = join(folder, 'site.conf');
  copyFileSync(join(packageRoot, 'deploy/nginx.conf'), site);
  writeFileSync(
    site,
    nginx.replace('/etc/nginx/okta-workflows-omni.crt', certificate).replace('/etc/nginx/okta-workflows-omni.key', key),
  );
  const whole = join(folder, 'nginx.conf');
  writeFileSync(whole, `pid ${folder}/pid;\nerror_log stderr;\nevents {}\nhttp { access_log off; include ${site}; }\n`);
  const { status, stderr } = spawnSync('nginx', ['-t', '-e', 'stderr', '-c', whole], { encoding: 'utf8' });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
});
