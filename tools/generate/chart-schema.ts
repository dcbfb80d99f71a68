import { SETTING_SPECS } from '../../src/config/setting-specs.ts';

const NAMES = Object.keys(SETTING_SPECS);
/** The settings that may come from a file: their texts are secrets. */
const SECRETS = NAMES.filter((name) => NAMES.includes(`${name}_FILE`));
const FILES = SECRETS.map((name) => `${name}_FILE`);
/** What the chart itself says: where the pods listen, and where the policy lies. The database is never in a pod. */
const OF_THE_CHART = ['HOST', 'PORT', 'DATA_DIR', 'POLICY_FILE'];
/** What has a default on a machine of one's own, but none that a cluster could mean. */
const NEEDED = ['PUBLIC_URL', 'OMNI_BASE_URL', 'OKTA_ISSUER'];

type Schema = Record<string, unknown>;

const text = (rest: Schema = {}): Schema => ({ type: 'string', ...rest });
const count = (minimum: number): Schema => ({ type: 'integer', minimum });
const flag: Schema = { type: 'boolean' };
/** What Kubernetes defines itself. */
const any: Schema = { type: 'object' };
const texts: Schema = { type: 'object', additionalProperties: { type: 'string' } };
const objects: Schema = { type: 'array', items: any };
/** All fields known, as everywhere here: a misspelt one would be passed over in silence. */
const fields = (properties: Record<string, Schema>, required: readonly string[] = Object.keys(properties)): Schema => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

/** deploy/helm/values.schema.json, by which Helm checks what an operator writes. */
export const chartSchema = (): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Values of the chart okta-workflows-omni',
  ...fields({
    image: fields({
      repository: text({ minLength: 1 }),
      tag: text(),
      digest: text({ pattern: '^(sha256:[0-9a-f]{64})?$' }),
      pullPolicy: text({ enum: ['Always', 'IfNotPresent', 'Never'] }),
    }),
    imagePullSecrets: objects,
    replicas: count(1),
    config: {
      description: 'Settings of docs/settings.md. What is secret is no text here, but a file of the Secret.',
      type: 'object',
      required: NEEDED,
      propertyNames: { enum: NAMES.filter((name) => ![...SECRETS, ...FILES, ...OF_THE_CHART].includes(name)) },
      // Helm would write a number such as 2097152 as 2.097152e+06.
      additionalProperties: { type: ['string', 'boolean'] },
    },
    secret: fields({
      name: text({ minLength: 1 }),
      files: {
        type: 'object',
        required: ['OMNI_API_KEYS_FILE', 'DATABASE_URL_FILE'],
        propertyNames: { enum: FILES },
        additionalProperties: text({ pattern: '^[-._a-zA-Z0-9]+$' }),
      },
    }),
    policy: fields({ configMap: text() }),
    resources: any,
    service: fields({ port: count(1), annotations: texts }),
    ingress: {
      ...fields({ enabled: flag, className: text(), annotations: texts, host: text(), tlsSecret: text() }),
      // Tokens go over it: never without https.
      if: { properties: { enabled: { const: true } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { host: { minLength: 1 }, tlsSecret: { minLength: 1 } } },
    },
    networkPolicy: fields({ enabled: flag, from: objects, database: objects, databasePort: count(1) }),
    podDisruptionBudget: fields({ enabled: flag, minAvailable: count(1) }),
    serviceMonitor: fields({ enabled: flag, interval: text({ pattern: '^[0-9]+(s|m)$' }), labels: texts }),
    podAnnotations: texts,
    nodeSelector: texts,
    tolerations: objects,
    affinity: any,
    // Of Helm itself, where the chart is a part of another one.
    global: any,
  }),
  required: ['image', 'replicas', 'config', 'secret', 'resources'],
});
