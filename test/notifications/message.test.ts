import { describe, expect, test } from '@jest/globals';
import { CONDITIONS, type Condition } from '../../src/config/notification-values.ts';
import { emailMessage } from '../../src/notifications/email-message.ts';
import { type Message, messageOf } from '../../src/notifications/message.ts';
import { type Notice, noticeOf } from '../../src/notifications/notice.ts';
import { slackMessage } from '../../src/notifications/slack-message.ts';
import type { Job } from '../../src/schema/types.ts';

const JOB = {
  jobId: '0b0f9d3c-5f5e-4a53-8d5e-0f7a6f0a6f00',
  kind: 'push',
  status: 'needs-approval',
  total: 1,
  failedCount: 1,
  message: 'It would clear 120 values.',
  causeCode: '',
} as Job;

const ALARMS = ['audit-log-cut', 'writes-not-seen', 'job-paused', 'changes-late', 'people-given-up', 'schedule-late'];

const message = (notices: readonly Notice[], consoleUrl: string | undefined = undefined): Message => ({
  notices,
  omniHost: 'acme.omniapp.co',
  consoleUrl,
});

function notice(differences: Partial<Parameters<typeof noticeOf>[0]> = {}): Notice {
  const found = noticeOf({ condition: 'needs-approval', subject: JOB.jobId, job: JOB, ...differences });
  if (!found) throw new Error('there is nothing to say');
  return found;
}

describe('what is told', () => {
  test.each<readonly [Condition, string]>([
    ...CONDITIONS.filter((one) => one !== 'alarm').map((one) => [one, JOB.jobId] as const),
    ...ALARMS.map((name) => ['alarm', `${name} of something`] as const),
  ])('of %s (%s) has a title, a text, what to do, and no word of what is not known', (condition, subject) => {
    const { title, text, action } = notice({ condition, subject });
    for (const words of [title, text, action]) {
      expect(words).not.toBe('');
      expect(words).not.toMatch(/undefined|\[object/);
    }
  });

  test.each([
    [1, '1 row of a job has failed (push)'],
    [2, '2 rows of a job have failed (push)'],
  ])('counts %i failed rows', (failedCount, title) => {
    expect(notice({ condition: 'failed', job: { ...JOB, failedCount } }).title).toBe(title);
  });

  test('of a job that is gone is nothing', () => {
    expect(noticeOf({ condition: 'failed', subject: JOB.jobId, job: undefined })).toBeUndefined();
  });

  test('of a key is its place, never its id', () => {
    const one = notice({ condition: 'key-dead', subject: 'feedc0de', job: undefined, key: { number: 2, keyCount: 3 } });
    expect(one.title).toContain('key 2 of 3');
    expect(JSON.stringify(one)).not.toContain('feedc0de');
  });

  test('of a paused job names the cause', () => {
    const job = { ...JOB, status: 'paused', causeCode: 'OMNI_UNREACHABLE', message: 'Paused: no answer.' } as Job;
    const one = notice({ condition: 'alarm', subject: `job-paused ${JOB.jobId}`, job });
    expect(one).toMatchObject({
      jobId: JOB.jobId,
      text: expect.stringContaining('OMNI_UNREACHABLE: Paused: no answer.'),
    });
  });
});

describe('the link', () => {
  const settings = { omniHost: 'acme.omniapp.co', publicUrl: 'https://omni-connector.acme.example' };

  test('leads to the page of the job where there is a console', () => {
    const some = messageOf([notice()], { ...settings, console: {} as never });
    const page = `https://omni-connector.acme.example/console/jobs/${JOB.jobId}`;
    expect(slackMessage(some).text).toContain(`<${page}|Job ${JOB.jobId}>`);
    expect(emailMessage(some).text).toContain(page);
  });

  test('is none without a console, and the id is there', () => {
    const some = messageOf([notice()], { ...settings, console: undefined });
    expect(slackMessage(some).text).not.toContain('http');
    expect(slackMessage(some).text).toContain(JOB.jobId);
    expect(emailMessage(some).text).not.toContain('http');
  });
});

test('a text of others calls nobody and makes no link in Slack', () => {
  const text = '<!channel> & <https://evil.example|here>';
  const shown = slackMessage(message([notice({ job: { ...JOB, message: text } })])).text;
  expect(shown).toContain('&lt;!channel&gt; &amp; &lt;https://evil.example|here&gt;');
  expect(shown).not.toMatch(/<(?!http)/);
});

test('several things are one message that says how many, and of which Omni', () => {
  const several = message([notice(), notice({ condition: 'drift' })]);
  expect(emailMessage(several)).toEqual({
    subject: '[okta-workflows-omni acme.omniapp.co] 2 things need a look',
    text: expect.stringMatching(/waits for approval.*Okta and Omni differ.*acme\.omniapp\.co/s),
  });
  expect(slackMessage(several)).toEqual({
    text: expect.stringMatching(/^\*2 things need a look\*.*waits for approval.*Okta and Omni differ/s),
    unfurl_links: false,
  });
});
