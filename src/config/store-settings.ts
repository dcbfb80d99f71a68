import { cleanEnv } from 'envalid';
import { Secret } from '../base/secret.ts';
import { StartFile, type WatchedFile } from './rotating-file.ts';
import { Problems, presentSettings } from './setting-problems.ts';
import { SETTING_SPECS } from './setting-specs.ts';
import { readDatabaseUrl, readList, readSecretFile } from './setting-values.ts';

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

interface StoreSources {
  readonly present: NodeJS.ProcessEnv;
  readonly problems: Problems;
  /** Takes the files that are found. */
  readonly files: WatchedFile[];
}

/** The secret of a setting, or of the file of the other, as it is at the start. */
function secretAtStart<T>(
  setting: 'DATABASE_URL' | 'AUDIT_KEY',
  read: (text: string) => T,
  none: T,
  { present, problems, files }: StoreSources,
): T {
  const fileSetting = `${setting}_FILE`;
  const { [setting]: text, [fileSetting]: file } = present;
  return problems.checked(text ? setting : fileSetting, none, () => {
    if (text && file) throw new Error(`and ${fileSetting} are both set: keep one of them`);
    if (text) return read(text);
    if (!file) return none;
    files.push(new StartFile(fileSetting, file, read));
    return read(readSecretFile(file));
  });
}

/** The server, with its password. The pool of connections is made at the start, so a file that is replaced waits. */
export const databaseUrlOf = (sources: StoreSources): Secret | undefined =>
  secretAtStart<Secret | undefined>(
    'DATABASE_URL',
    (text) => new Secret(readDatabaseUrl(text.trim())),
    undefined,
    sources,
  );

/**
 * The keys of the audit log as they are at the start. The chain changes its key by an entry that comes before all
 * others of that key, on all replicas at once (docs/audit.md), so a file that is replaced counts from the next start
 * on.
 */
export const auditKeysOf = (sources: StoreSources): readonly Secret[] =>
  Object.freeze(secretAtStart('AUDIT_KEY', readAuditKeys, [], sources));

/**
 * Reads the settings that an audit log is checked with; no others have to be there.
 *
 * @throws SettingsError naming each bad setting and what it should be, never what it holds
 */
export function readStoreSettings(environment: NodeJS.ProcessEnv): StoreSettings {
  const { DATA_DIR } = SETTING_SPECS;
  const present = presentSettings(environment);
  const problems = new Problems();
  const sources = { present, problems, files: [] };
  const auditKeys = auditKeysOf(sources);
  const databaseUrl = databaseUrlOf(sources);
  const env = cleanEnv(present, { DATA_DIR }, { reporter: ({ errors }) => problems.report(errors) });
  return Object.freeze({ databaseUrl, dataDir: env.DATA_DIR, auditKeys });
}
