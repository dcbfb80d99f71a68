import { readSettings, type Settings, SettingsError } from '../config/settings.ts';
import { fail } from './fail.ts';

/** The settings, or one clear line for each bad one and exit code 1. */
export function readEnvironment(environment: NodeJS.ProcessEnv): Settings {
  try {
    return readSettings(environment);
  } catch (thrown) {
    if (thrown instanceof SettingsError) return fail(thrown);
    throw thrown;
  }
}
