import { cleanEnv } from 'envalid';
import { Secret } from '../base/secret.ts';
import { StartFile, type WatchedFile } from './rotating-file.ts';
import { Problems, presentSettings } from './setting-problems.ts';
import { SETTING_SPECS } from './setting-specs.ts';
import { readList, readSecretFile } from './setting-values.ts';

/** Where the connector keeps what it knows, and what makes its audit log provable. */
export interface StoreSettings {
  readonly databaseUrl: Secret | undefined;
  readonly dataDir: string;
  /** The first makes the audit entries; all of them check. Empty: they are made without a key. */
  readonly auditKeys: readonly Secret[];
}

/** As long as the hash that it keys (RFC 2104, section 3). */
const MIN_KEY_CHARACTERS = 32;

function readAuditKeys(text: string): Secret[] {
  const keys = readList(text);
  if (keys.length === 0) throw new Error('holds no key');
  if (keys.some((key) => key.length < MIN_KEY_CHARACTERS)) {
    throw new Error(`holds a key of less than ${MIN_KEY_CHARACTERS} characters`);
  }
  return keys.map((key) => new Secret(key));
}

interface KeySources {
  readonly present: NodeJS.ProcessEnv;
  readonly problems: Problems;
  /** Takes the file of the keys, if there is one. */
  readonly files: WatchedFile[];
}

/**
 * The keys of the audit log as they are at the start. The chain changes its key by an entry that comes before all
 * others of that key, on all replicas at once (docs/audit.md), so a file that is replaced counts from the next start
 * on.
 */
export function auditKeysOf({ present, problems, files }: KeySources): readonly Secret[] {
  const { AUDIT_KEY: text, AUDIT_KEY_FILE: file } = present;
  const keys = problems.checked(text ? 'AUDIT_KEY' : 'AUDIT_KEY_FILE', [], () => {
    if (text && file) throw new Error('and AUDIT_KEY_FILE are both set: keep one of them');
    if (text) return readAuditKeys(text);
    if (!file) return [];
    files.push(new StartFile('AUDIT_KEY_FILE', file, readAuditKeys));
    return readAuditKeys(readSecretFile(file));
  });
  return Object.freeze(keys);
}

/**
 * Reads the settings that an audit log is checked with; no others have to be there.
 *
 * @throws SettingsError naming each bad setting and what it should be, never what it holds
 */
export function readStoreSettings(environment: NodeJS.ProcessEnv): StoreSettings {
  const { DATABASE_URL, DATA_DIR } = SETTING_SPECS;
  const present = presentSettings(environment);
  const problems = new Problems();
  const auditKeys = auditKeysOf({ present, problems, files: [] });
  const env = cleanEnv(present, { DATABASE_URL, DATA_DIR }, { reporter: ({ errors }) => problems.report(errors) });
  const databaseUrl = env.DATABASE_URL === undefined ? undefined : new Secret(env.DATABASE_URL);
  return Object.freeze({ databaseUrl, dataDir: env.DATA_DIR, auditKeys });
}
