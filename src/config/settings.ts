import { cleanEnv } from 'envalid';
import { Secret } from '../secret.ts';
import { SETTING_SPECS } from './setting-specs.ts';
import { readKeys, readOmniOrigin, readSecretFile } from './setting-values.ts';

/** The settings of the connector, checked and frozen. Secrets show as `[secret]` wherever they are printed. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly omniOrigin: string;
  readonly omniKeys: readonly Secret[];
  readonly omniRequestsPerMinute: number;
  readonly oktaIssuer: string;
  readonly oktaAudience: string;
  readonly oktaClientIds: readonly string[];
  readonly databaseUrl: Secret | undefined;
  readonly dataDir: string;
  readonly logLevel: string;
  readonly maxBodyBytes: number;
  readonly allowAttributeDelete: boolean;
}

/** Everything that is wrong with the environment, a line each. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Runs a check whose message follows the setting's name. */
function checked<T>(setting: string, check: () => T): T {
  try {
    return check();
  } catch (thrown) {
    throw new SettingsError(`${setting} ${(thrown as Error).message}`);
  }
}

function describe(setting: string, error: Error): string {
  if (error.name === 'EnvMissingError')
    return `${setting} is not set: ${SETTING_SPECS[setting as keyof typeof SETTING_SPECS].desc}`;
  return error.message.startsWith(setting) ? error.message : `${setting} ${error.message}`;
}

/**
 * Reads the settings from the environment.
 *
 * @throws SettingsError naming each bad setting and what it should be, never its value
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  // An empty variable is what a deployment writes for "not set".
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const env = cleanEnv(present, SETTING_SPECS, {
    reporter: ({ errors }) => {
      const lines = Object.entries(errors).map(([setting, error]) => describe(setting, error));
      if (lines.length > 0) throw new SettingsError(lines.join('\n'));
    },
  });
  const keysFile = env.OMNI_API_KEYS_FILE;
  const omniKeys =
    env.OMNI_API_KEYS ?? (keysFile && checked('OMNI_API_KEYS_FILE', () => readKeys(readSecretFile(keysFile))));
  if (!omniKeys)
    throw new SettingsError('OMNI_API_KEYS or OMNI_API_KEYS_FILE is not set: an organization key of Omni is needed');
  return Object.freeze({
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL ?? `http://localhost:${env.PORT}`,
    omniOrigin: checked('OMNI_BASE_URL', () => readOmniOrigin(env.OMNI_BASE_URL, env.OMNI_ALLOWED_HOSTS)),
    omniKeys,
    omniRequestsPerMinute: env.OMNI_REQUESTS_PER_MINUTE,
    oktaIssuer: env.OKTA_ISSUER,
    oktaAudience: env.OKTA_AUDIENCE,
    oktaClientIds: env.OKTA_CLIENT_IDS,
    databaseUrl: env.DATABASE_URL === undefined ? undefined : new Secret(env.DATABASE_URL),
    dataDir: env.DATA_DIR,
    logLevel: env.LOG_LEVEL,
    maxBodyBytes: env.MAX_BODY_BYTES,
    allowAttributeDelete: env.ALLOW_ATTRIBUTE_DELETE,
  });
}
