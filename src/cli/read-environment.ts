import { SettingsError } from '../config/setting-problems.ts';
import { readSettings, type Settings } from '../config/settings.ts';
import { readStoreSettings, type StoreSettings } from '../config/store-settings.ts';
import { fail } from './fail.ts';

/** The settings, or one clear line for each bad one and exit code 1. */
export const readEnvironment = (environment: NodeJS.ProcessEnv): Settings => read(() => readSettings(environment));

/** The same of the settings of the database alone. */
export const readStoreEnvironment = (environment: NodeJS.ProcessEnv): StoreSettings =>
  read(() => readStoreSettings(environment));

function read<T>(settings: () => T): T {
  try {
    return settings();
  } catch (thrown) {
    if (thrown instanceof SettingsError) return fail(thrown);
    throw thrown;
  }
}
