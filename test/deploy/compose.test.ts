import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { SETTING_SPECS } from '../../src/config/setting-specs.ts';
import { deployFile, packageJson } from './deploy-files.ts';

interface Service {
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly networks: readonly string[];
  readonly tmpfs: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck: { readonly test: readonly string[] };
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly networks: Readonly<Record<string, object>>;
  readonly volumes: Readonly<Record<string, object>>;
}

const compose: Compose = parse(deployFile('compose.yaml'));
const { connector, database } = compose.services;

describe('the compose file', () => {
  test('holds what it names: secrets, networks, volumes', () => {
    const used = Object.values(compose.services);
    expect(new Set(used.flatMap(({ secrets }) => secrets))).toEqual(new Set(Object.keys(compose.secrets)));
    expect(new Set(used.flatMap(({ networks }) => networks))).toEqual(new Set(Object.keys(compose.networks)));
    const volumes = used.flatMap(({ volumes = [] }) => volumes.map((volume) => volume.split(':')[0]));
    expect(volumes).toEqual(Object.keys(compose.volumes));
  });

  test('takes every secret from a file of a folder that nothing packs', () => {
    for (const [name, { file }] of Object.entries(compose.secrets)) expect(file).toBe(`./secrets/${name}`);
    expect(deployFile('.gitignore')).toMatch(/^secrets\/$/m);
    expect(packageJson.files).toContain('!deploy/secrets');
    const names = Object.keys({ ...connector?.environment, ...database?.environment });
    expect(names.filter((name) => /KEY|SECRET|PASSWORD|DATABASE_URL/.test(name) && !name.endsWith('_FILE'))).toEqual(
      [],
    );
  });

  test('gives the connector settings that there are, each secret where its file is', () => {
    const settings = Object.entries(connector?.environment ?? {});
    expect(settings.filter(([name]) => !(name in SETTING_SPECS))).toEqual([]);
    const files = settings.filter(([name]) => name.endsWith('_FILE')).map(([, path]) => path);
    expect(files).toEqual(connector?.secrets.map((name) => `/run/secrets/${name}`).toSorted(byPlace(files)));
  });

  test.each(Object.entries(compose.services))(
    '%s runs without rights, on a file system that it cannot write',
    (_, service) => {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        tmpfs: expect.arrayContaining([expect.stringMatching(/^\/tmp:/)]),
        mem_limit: expect.any(String),
        restart: 'unless-stopped',
      });
      expect(service.healthcheck.test[0]).toBe('CMD');
      expect(service.healthcheck.test.filter((word) => typeof word !== 'string')).toEqual([]);
      expect(service.image).toMatch(/^[a-z-]+:\d+\.\d+(\.\d+)?(-bookworm)?$/);
    },
  );

  test('shows the connector to this machine alone, and the database to nobody', () => {
    expect(connector?.ports).toEqual(['127.0.0.1:8080:8080']);
    expect(database?.ports).toBeUndefined();
    expect(database?.networks).toEqual(['inside']);
    expect(compose.networks.inside).toEqual({ internal: true });
  });

  test('waits for the database, and lets calls and jobs end', () => {
    expect(connector).toMatchObject({
      depends_on: { database: { condition: 'service_healthy' } },
      stop_grace_period: '40s',
    });
    expect(connector?.healthcheck.test.join(' ')).toContain('/readyz');
  });
});

/** In the order of another list. */
function byPlace(order: readonly string[]): (one: string, other: string) => number {
  return (one, other) => order.indexOf(one) - order.indexOf(other);
}
