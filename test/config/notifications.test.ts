import { expect, test } from '@jest/globals';
import { channelsFor } from '../../src/config/notifications.ts';
import { SettingsError } from '../../src/config/setting-problems.ts';
import { readSettings } from '../../src/config/settings.ts';

const REQUIRED = {
  OMNI_BASE_URL: 'https://acme.omniapp.co',
  OMNI_API_KEYS: 'key-1',
  OKTA_ISSUER: 'https://acme.okta.com/oauth2/default',
};
const SLACK = { SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T0/B0/planted-token-of-24-chars' };
const EMAIL = {
  SMTP_URL: 'smtps://omni:planted-password@mail.acme.example',
  NOTIFY_EMAIL_FROM: 'omni@acme.example',
  NOTIFY_EMAIL_TO: 'ops@acme.example, ada@acme.example',
};
const read = (changes: Record<string, string>) => readSettings({ ...REQUIRED, ...changes }).notifications;

function problems(changes: Record<string, string>): readonly string[] {
  try {
    read(changes);
  } catch (thrown) {
    if (thrown instanceof SettingsError) return thrown.lines;
    throw thrown;
  }
  return [];
}

test('nobody is told unless it is set', () => {
  expect(channelsFor(read({}), 'alarm')).toEqual([]);
});

test('everything is told by each way, or what is named', () => {
  const all = read({ ...SLACK, ...EMAIL });
  expect(all.email).toMatchObject({ from: 'omni@acme.example', to: ['ops@acme.example', 'ada@acme.example'] });
  expect(channelsFor(all, 'drift')).toEqual(['slack', 'email']);
  const some = read({ ...SLACK, NOTIFY_ON: 'alarm, key-dead' });
  expect([channelsFor(some, 'alarm'), channelsFor(some, 'drift')]).toEqual([['slack'], []]);
});

test.each<readonly [Record<string, string>, RegExp]>([
  [{ SLACK_WEBHOOK_URL: 'http://hooks.slack.com/services/planted' }, /^SLACK_WEBHOOK_URL must be an address/],
  [{ SLACK_WEBHOOK_URL: 'https://hooks.slack.com/' }, /^SLACK_WEBHOOK_URL has no path/],
  [{ ...EMAIL, SMTP_URL: 'mail.acme.example' }, /^SMTP_URL must be an address/],
  [
    { ...EMAIL, SMTP_URL: 'smtps://omni:planted@mail.acme.example/?tls.rejectUnauthorized=false' },
    /^SMTP_URL must not/,
  ],
  [{ ...EMAIL, SMTP_URL: 'smtps://omni:planted%@mail.acme.example' }, /^SMTP_URL holds a bare %/],
  [{ ...EMAIL, NOTIFY_EMAIL_FROM: 'Omni <omni@acme.example>' }, /^NOTIFY_EMAIL_FROM must be an address/],
  [{ ...EMAIL, NOTIFY_EMAIL_TO: 'ops@acme.example\nBcc: planted' }, /^NOTIFY_EMAIL_TO must be an address/],
  [{ NOTIFY_EMAIL_TO: 'ops@acme.example' }, /^SMTP_URL is not set/],
  [{ NOTIFY_ON: 'alarm' }, /^NOTIFY_ON needs/],
  [{ ...SLACK, NOTIFY_ON: 'alarms' }, /^NOTIFY_ON must hold words of/],
])('%j is refused, without what it holds', (changes, line) => {
  const lines = problems(changes);
  expect(lines[0]).toMatch(line);
  expect(lines.join()).not.toContain('planted');
});
