import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { validate } from 'dockerfile-utils';
import { packageRoot } from '../../src/base/package-root.ts';
import { deployFile, packageJson } from './deploy-files.ts';
import { readStages } from './dockerfile-stages.ts';

const source = deployFile('Dockerfile');
const stages = readStages(source);
const final = stages.at(-1)?.steps ?? [];
const of = (keyword: string) => final.filter((step) => step.keyword === keyword).map(({ text }) => text);

describe('the Dockerfile', () => {
  test('has no finding of the linter', () => {
    expect(validate(source).map(({ message }) => message)).toEqual([]);
    expect(validate('FROM node\nRUNN true\n')).not.toEqual([]);
  });

  test('stands on the Node that the connector was tested with, by its whole tag', () => {
    expect(source).toContain(`ARG NODE=node:${packageJson.dependencies.node}-bookworm-slim\n`);
    expect(new Set(stages.map(({ from }) => from.replace(/^\$\{(\w+)\}$/, '$1')))).toEqual(new Set(['NODE']));
  });

  test('builds in stages that the image does not carry, and takes nothing from the network by itself', () => {
    expect(stages.map(({ name }) => name)).toEqual(['package', 'dependencies', '']);
    expect(of('COPY').every((text) => /^--from=(package|dependencies) /.test(text))).toBe(true);
    expect(of('ADD')).toEqual([]);
    expect(of('RUN').join('\n')).not.toMatch(/apt|curl|wget|npm (ci|install)/);
  });

  test('installs by the lock file, without what is for development, without scripts', () => {
    const [, dependencies] = stages;
    expect(dependencies?.steps.map(({ text }) => text).join('\n')).toMatch(/npm ci --omit=dev --ignore-scripts\b/);
  });

  test('runs as a user by number, without npm, and holds no secret', () => {
    expect(of('USER')).toEqual(['1000:1000']);
    expect(of('RUN').join('\n')).toContain('rm -rf /usr/local/lib/node_modules');
    expect(of('ENV')).toEqual(['NODE_ENV=production DATA_DIR=/data']);
    expect(source).not.toMatch(/^(ENV|ARG).*(KEY|SECRET|TOKEN|PASSWORD)/m);
  });

  test('is started, asked and stopped without a shell, so that signals reach the connector', () => {
    for (const [keyword, words] of [
      ['ENTRYPOINT', ['node', '/app/bin/okta-workflows-omni.js']],
      ['CMD', ['serve']],
    ] as const) {
      expect(JSON.parse(of(keyword).join(''))).toEqual(words);
    }
    expect(of('STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(of('HEALTHCHECK').join('')).toMatch(/CMD \["node", "-e", ".*\/healthz/);
  });

  test('copies only what is there, and what .dockerignore lets through', () => {
    const copied = stages.flatMap(({ steps }) =>
      steps.filter(({ keyword, text }) => keyword === 'COPY' && !text.startsWith('--from')),
    );
    const paths = copied.flatMap(({ text }) => text.split(/\s+/).slice(0, -1));
    for (const path of paths) expect(existsSync(join(packageRoot, path))).toBe(true);
    const [all, ...rules] = deployFile('../.dockerignore')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'));
    expect(all).toBe('*');
    const letThrough = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
    expect(letThrough.filter((path) => !existsSync(join(packageRoot, path)))).toEqual([]);
    // What the package holds, and what it is built from.
    const needed = packageJson.files.filter((path: string) => !path.startsWith('!') && path !== 'dist');
    expect(letThrough).toEqual(expect.arrayContaining([...needed, 'src', 'local', 'tools', 'tsconfig.build.json']));
    for (const secret of ['**/.env*', '**/secrets', '**/data']) expect(rules).toContain(secret);
  });
});
