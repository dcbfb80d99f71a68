import { SETTING_SPECS } from './setting-specs.ts';

/** Everything that is wrong with the environment, a line each. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  /** Each begins with the name of its setting. */
  readonly lines: readonly string[];
  /** What may explain them: variables that are probably misspelt settings. */
  readonly hints: readonly string[];

  constructor(lines: readonly string[], hints: readonly string[]) {
    super([...new Set([...lines, ...hints])].join('\n'));
    this.lines = [...new Set(lines)];
    this.hints = hints.filter((hint) => !lines.includes(hint));
  }
}

function describe(setting: string, error: Error): string {
  if (error.name === 'EnvMissingError')
    return `${setting} is not set: ${SETTING_SPECS[setting as keyof typeof SETTING_SPECS].desc}`;
  return error.message.startsWith(setting) ? error.message : `${setting} ${error.message}`;
}

/** Collects what is wrong, so that an operator sees all of it at once. */
export class Problems {
  readonly lines: string[] = [];
  /** What may explain the problems, told after them. */
  hints: readonly string[] = [];

  /** Runs a check whose message follows the setting's name. */
  checked<T>(setting: string, instead: T, check: () => T): T {
    try {
      return check();
    } catch (thrown) {
      this.lines.push(`${setting} ${(thrown as Error).message}`);
      return instead;
    }
  }

  /** Takes over what envalid has found, and refuses the environment if anything is wrong with it. */
  report(errors: Readonly<Record<string, Error>>): void {
    this.lines.push(...Object.entries(errors).map(([setting, error]) => describe(setting, error)));
    if (this.lines.length > 0) throw new SettingsError(this.lines, this.hints);
  }
}

/** The settings that are there: an empty variable is what a deployment writes for "not set". */
export const presentSettings = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
