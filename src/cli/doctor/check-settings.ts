import { isLoopback } from '../../config/loopback.ts';
import type { SettingsError } from '../../config/setting-problems.ts';
import { SETTING_SPECS } from '../../config/setting-specs.ts';
import type { Settings } from '../../config/settings.ts';
import { checkScheduleCallback } from '../../schedules/schedules.ts';
import type { Finding, Seen } from './finding.ts';

/** What a setting is for, which is what somebody who has got it wrong needs to know. */
function fixOf(setting: string): string {
  const { desc } = SETTING_SPECS[setting as keyof typeof SETTING_SPECS] ?? {};
  return desc === undefined ? 'docs/settings.md lists the settings.' : `${setting} is: ${desc}`;
}

/** A finding for each setting that is wrong: nothing else can be looked at before they are right. */
export function badSettings({ lines, hints }: SettingsError): Finding[] {
  const wrong = lines.map((line) => {
    const [check = ''] = line.split(/[ :]/);
    return { check, state: 'wrong' as const, found: line, fix: fixOf(check) };
  });
  const misspelt = hints.map((found) => ({ check: 'Settings', state: 'unsure' as const, found, fix: RENAME }));
  return [...wrong, ...misspelt];
}

const RENAME = 'Rename the variable, or take it away if it is none of the connector.';

/** Variables that were probably meant as settings. */
export function checkUnknown({ unknown }: Settings): Seen {
  return unknown.length === 0 ? 'All settings are usable.' : { unsure: unknown.join('\n'), fix: RENAME };
}

/** Where Okta is told to find the connector. */
export function checkPublicUrl({ publicUrl }: Settings): Seen {
  if (!isLoopback(new URL(publicUrl))) {
    return `The OpenAPI document says ${publicUrl}. Whether Okta reaches it, its first call tells.`;
  }
  return {
    unsure: `PUBLIC_URL is ${publicUrl}, where Okta reaches nothing.`,
    fix: 'Set it to the https address that Workflows uses, before you import the OpenAPI document or make the event hook.',
  };
}

/** Whether the address that scheduled runs are told to may be called. @throws StartProblem */
export function checkCallback(settings: Settings): Seen {
  checkScheduleCallback(settings);
  return settings.schedules.callbackUrl ? 'SCHEDULE_CALLBACK_URL may be called.' : 'Scheduled runs call nobody back.';
}
