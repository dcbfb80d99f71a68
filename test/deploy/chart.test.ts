import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { packageRoot } from '../../src/base/package-root.ts';
import { SETTING_SPECS } from '../../src/config/setting-specs.ts';
import { deployFile, packageJson } from './deploy-files.ts';

const CHART = join(packageRoot, 'deploy/helm');
const whereHelmIs = spawnSync('helm', ['version']).status === 0 ? test : test.skip;

const values = parse(deployFile('helm/values.yaml'));
const isValid = new Ajv({ allErrors: true }).compile(JSON.parse(deployFile('helm/values.schema.json')));
const LEAST = {
  ...values,
  config: {
    PUBLIC_URL: 'https://connector.acme.example',
    OMNI_BASE_URL: 'https://acme.omniapp.co',
    OKTA_ISSUER: 'https://acme.okta.com/oauth2/default',
  },
  secret: { ...values.secret, name: 'omni-connector' },
};

const templates = readdirSync(join(CHART, 'templates')).map(
  (name) => [name, deployFile(`helm/templates/${name}`)] as const,
);
/** What is between double braces, without the marks that trim. */
const actionsOf = (text: string): string[] =>
  [...text.matchAll(/\{\{-?\s*([\s\S]*?)\s*-?\}\}/g)].map(([, action = '']) => action);

describe('the chart', () => {
  test('has the version of the package', () => {
    expect(parse(deployFile('helm/Chart.yaml'))).toMatchObject({
      apiVersion: 'v2',
      name: packageJson.name,
      version: packageJson.version,
      appVersion: packageJson.version,
    });
  });

  test('takes its own values, once the few that nobody can guess are set', () => {
    expect(isValid(values)).toBe(false);
    isValid(LEAST);
    expect(isValid.errors).toBeNull();
  });

  test.each<[string, object]>([
    ['a secret as a text', { config: { ...LEAST.config, OMNI_API_KEYS: 'key' } }],
    ['a setting that there is not', { config: { ...LEAST.config, GUARD_MAX_CHANGED: '1' } }],
    ['a number, which would be written as 1e+06', { config: { ...LEAST.config, MAX_PUSH_ROWS: 1_000_000 } }],
    [
      'a folder for an embedded database, which two replicas cannot share',
      { config: { ...LEAST.config, DATA_DIR: '/d' } },
    ],
    ['no database', { secret: { name: 'x', files: { OMNI_API_KEYS_FILE: 'k' } } }],
    ['a misspelt field', { replica: 3 }],
    ['an ingress without https', { ingress: { ...values.ingress, enabled: true, host: 'connector.acme.example' } }],
    ['a digest that is none', { image: { ...values.image, digest: 'latest' } }],
  ])('refuses %s', (_, change) => {
    expect(isValid({ ...LEAST, ...change })).toBe(false);
  });

  test('knows each setting: as a text, as a file, or as its own', () => {
    const schema = JSON.parse(deployFile('helm/values.schema.json'));
    const texts: string[] = schema.properties.config.propertyNames.enum;
    const files: string[] = schema.properties.secret.properties.files.propertyNames.enum;
    const secrets = files.map((name) => name.replace(/_FILE$/, ''));
    expect([...texts, ...files, ...secrets, 'HOST', 'PORT', 'DATA_DIR', 'POLICY_FILE'].toSorted()).toEqual(
      Object.keys(SETTING_SPECS).toSorted(),
    );
  });

  test.each(templates)('%s closes what it opens, and reads values that there are', (_, text) => {
    const actions = actionsOf(text);
    const opened = actions.filter((action) => /^(if|with|range|define)\b/.test(action)).length;
    expect(actions.filter((action) => action === 'end')).toHaveLength(opened);
    const read = actions.flatMap((action) => action.match(/\.Values(\.\w+)+/g) ?? []);
    const missing = read.filter((path) => {
      const [, ...names] = path.slice(1).split('.');
      if (path.includes('.secret.files.')) return !((names.at(-1) as string) in SETTING_SPECS);
      return names.reduce((part, name) => part?.[name], values) === undefined;
    });
    expect(missing).toEqual([]);
    const named = actions.flatMap((action) => [...action.matchAll(/include "([^"]+)"/g)].map(([, name]) => name));
    const defined = actionsOf(deployFile('helm/templates/_names.tpl')).map(
      (action) => /^define "([^"]+)"/.exec(action)?.[1],
    );
    expect(named.filter((name) => !defined.includes(name))).toEqual([]);
  });

  test('runs without rights on a read-only file system, asks the right probes, and ends later than the connector', () => {
    const deployment = deployFile('helm/templates/deployment.yaml');
    for (const line of [
      'automountServiceAccountToken: false',
      'runAsNonRoot: true',
      'runAsUser: 1000',
      'readOnlyRootFilesystem: true',
      'allowPrivilegeEscalation: false',
      'drop: [ALL]',
      'type: RuntimeDefault',
    ]) {
      expect(deployment).toContain(line);
    }
    const probe = (name: string) => new RegExp(`${name}:\\n\\s+httpGet:\\n\\s+path: (\\S+)`).exec(deployment)?.[1];
    expect([probe('startupProbe'), probe('livenessProbe'), probe('readinessProbe')]).toEqual([
      '/healthz',
      '/healthz',
      '/readyz',
    ]);
    const [, grace] = /terminationGracePeriodSeconds: (\d+)/.exec(deployment) ?? [];
    expect(Number(grace)).toBeGreaterThanOrEqual(5 + 25 + 10);
    expect(values.replicas).toBeGreaterThanOrEqual(2);
    expect(values.podDisruptionBudget).toEqual({ enabled: true, minAvailable: 1 });
  });

  whereHelmIs('is taken by Helm', () => {
    const set = Object.entries(LEAST.config).flatMap(([name, text]) => ['--set-string', `config.${name}=${text}`]);
    const { status, stdout } = spawnSync('helm', ['lint', '--strict', CHART, '--set', 'secret.name=x', ...set], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toMatchObject({ status: 0 });
  });
});
