import { SETTING_SPECS } from '../../src/config/setting-specs.ts';
import { code, codes, GENERATED, plain, table } from './markdown.ts';

interface SettingSpec {
  readonly desc?: string | undefined;
  readonly example?: string | undefined;
  readonly choices?: readonly unknown[] | undefined;
  readonly default?: unknown;
}

function standard(spec: SettingSpec): string {
  if (!('default' in spec)) return 'required';
  const empty = spec.default === undefined || (Array.isArray(spec.default) && spec.default.length === 0);
  return empty ? '-' : code(String(spec.default));
}

function row([name, spec]: [string, SettingSpec]): string[] {
  const choices = spec.choices ? ` One of ${codes(spec.choices.map(String))}.` : '';
  return [code(name), plain(`${spec.desc ?? ''}${choices}`), standard(spec), spec.example ? code(spec.example) : '-'];
}

/** docs/settings.md: every setting of the environment. */
export const settingsPage = (): string => `${GENERATED}
# Settings

The connector reads its settings from the environment when it starts. A bad one is one clear line and exit code 1; an
empty one counts as not set. Addresses must be https, except on loopback. \`okta-workflows-omni doctor\` looks
at what they lead to, and changes nothing.

A variable whose name is nearly that of a setting, or begins like one, is named at the start and by \`doctor\`. One that
begins with \`GUARD_\` is refused, since the limit would not hold.

${table(['Setting', 'Meaning', 'Default', 'Example'], Object.entries(SETTING_SPECS).map(row))}
`;
