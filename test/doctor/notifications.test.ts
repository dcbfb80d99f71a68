import { expect, test } from '@jest/globals';
import nock from 'nock';
import { checkNotifications, testNotifications } from '../../src/cli/doctor/check-notifications.ts';
import { readSettings } from '../../src/config/settings.ts';
import { useMailbox } from '../notifications/mailbox.ts';
import { useNock } from '../support/nock.ts';

const openMailbox = useMailbox();
const TOKEN = crypto.randomUUID().replaceAll('-', '').slice(0, 24);
const PATH = `/services/T0000000/B0000000/${TOKEN}`;

useNock();

const settings = (environment: Record<string, string> = {}) =>
  readSettings({
    OMNI_BASE_URL: 'https://acme.omniapp.co',
    OMNI_API_KEYS: 'key-1',
    OKTA_ISSUER: 'https://acme.okta.com/oauth2/default',
    ...environment,
  });
const email = (url: string) => ({
  SMTP_URL: url,
  NOTIFY_EMAIL_FROM: 'omni@acme.example',
  NOTIFY_EMAIL_TO: 'ops@acme.example',
});
const slack = { SLACK_WEBHOOK_URL: `https://hooks.slack.com${PATH}` };

test('without settings there is nothing to check, and a test of nothing is a mistake', async () => {
  expect(await checkNotifications(settings())).toMatchObject([
    { check: 'Notifications', state: 'ok', found: 'Nobody is told in Slack or by e-mail.' },
  ]);
  expect(await testNotifications(settings())).toMatchObject([{ check: 'Notifications', state: 'wrong' }]);
});

test('what is set is told, the mail server is asked, and nothing is sent', async () => {
  const mailbox = await openMailbox();
  const found = await checkNotifications(settings({ ...slack, ...email(mailbox.url), NOTIFY_ON: 'alarm' }));
  expect(found).toMatchObject([
    { state: 'ok', found: 'Slack and e-mail to ops@acme.example: alarm. --test-notifications sends a message.' },
    { check: 'Mail server', state: 'ok' },
  ]);
  expect(mailbox.mails).toEqual([]);
  expect(JSON.stringify(found)).not.toMatch(new RegExp(`${TOKEN}|${mailbox.password}`));
});

test('a test sends one message by each way, and says what is wrong with one', async () => {
  const mailbox = await openMailbox();
  nock('https://hooks.slack.com')
    .post(PATH, /notifications arrive/)
    .reply(200, 'ok')
    .post(PATH)
    .reply(404, 'no_service');
  const both = settings({ ...slack, ...email(mailbox.url) });
  expect(await testNotifications(both)).toMatchObject([
    { check: 'Slack', state: 'ok' },
    { check: 'E-mail', state: 'ok' },
  ]);
  expect(mailbox.mails).toMatchObject([{ text: expect.stringContaining('notifications arrive') }]);
  const wrong = await testNotifications(
    settings({ ...slack, ...email(mailbox.url.replace(mailbox.password, 'wrong')) }),
  );
  expect(wrong).toMatchObject([
    { state: 'wrong', found: 'Slack answers 404 (no_service)', fix: expect.stringContaining('SLACK_WEBHOOK_URL') },
    { state: 'wrong', found: 'the mail server failed (EAUTH 535)', fix: expect.stringContaining('SMTP_URL') },
  ]);
  expect(JSON.stringify(wrong)).not.toContain(TOKEN);
});
