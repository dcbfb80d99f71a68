import { expect, test } from '@jest/globals';
import { Secret } from '../../src/base/secret.ts';
import { checkMailServer, sendEmail } from '../../src/notifications/email-send.ts';
import { mailServerOptions } from '../../src/notifications/mail-server.ts';
import { useMailbox } from './mailbox.ts';

const open = useMailbox();
const { signal } = new AbortController();
const MAIL = { subject: 'A job waits for approval', text: 'Look at it: größer.\n' };

const settings = (url: string, to: readonly string[] = ['ops@acme.example']) => ({
  server: new Secret(url),
  from: 'omni@acme.example',
  to,
});
const send = (url: string, to?: readonly string[], stop = signal) =>
  sendEmail(settings(url, to), MAIL, { id: 'notification-7', signal: stop });

test('everybody who is named gets it, in one mail that can be told from another', async () => {
  const mailbox = await open();
  await send(mailbox.url, ['ops@acme.example', 'ada@acme.example']);
  expect(mailbox.mails).toEqual([
    {
      to: ['ops@acme.example', 'ada@acme.example'],
      text: expect.stringContaining('Subject: A job waits for approval'),
    },
  ]);
  expect(mailbox.mails[0]?.text).toContain('Message-ID: <notification-7@acme.example>');
});

test.each(['send', 'check'])('a wrong password is told without it (%s)', async (what) => {
  const { url, password } = await open();
  const wrong = url.replace(password, 'wrong-password');
  const failed = what === 'send' ? send(wrong) : checkMailServer(settings(wrong));
  const thrown = await failed.catch((error: Error) => error);
  expect(thrown).toMatchObject({ message: 'the mail server failed (EAUTH 535)' });
  expect(JSON.stringify([thrown, (thrown as Error).stack])).not.toContain('wrong-password');
});

test('a check sends nothing', async () => {
  const mailbox = await open();
  await checkMailServer(settings(mailbox.url));
  expect(mailbox.mails).toEqual([]);
});

test('an address that is refused does not keep it from the others', async () => {
  const mailbox = await open({
    onRcptTo: ({ address }, _session, done) => (address.startsWith('gone') ? done(new Error('no such box')) : done()),
  });
  await send(mailbox.url, ['gone@acme.example', 'ops@acme.example']);
  expect(mailbox.mails.map(({ to }) => to)).toEqual([['ops@acme.example']]);
  await expect(send(mailbox.url, ['gone@acme.example'])).rejects.toThrow('the mail server failed (EENVELOPE 550)');
});

test('the end of the process cuts it off', async () => {
  const stopped = new AbortController();
  const { url } = await open({ onConnect: () => stopped.abort() });
  await expect(send(url, undefined, stopped.signal)).rejects.toThrow('the mail server failed (EABORT)');
});

test.each([
  ['smtp://omni:p%40ss@mail.acme.example', { port: 587, secure: false, requireTLS: true, ignoreTLS: false }],
  ['smtp://omni:p%40ss@10.0.0.7:2525', { port: 2525, secure: false, requireTLS: true, ignoreTLS: false }],
  ['smtps://omni:p%40ss@mail.acme.example', { port: 465, secure: true, requireTLS: false, ignoreTLS: false }],
  ['smtps://omni:p%40ss@127.0.0.1', { port: 465, secure: true, requireTLS: false, ignoreTLS: false }],
  ['smtp://omni:p%40ss@127.0.0.1:25', { port: 25, secure: false, requireTLS: false, ignoreTLS: true }],
  ['smtp://omni:p%40ss@[::1]:25', { host: '::1', secure: false, requireTLS: false, ignoreTLS: true }],
])('a password goes without TLS to loopback alone: %s', (url, options) => {
  expect(mailServerOptions(new Secret(url))).toMatchObject({ ...options, auth: { user: 'omni', pass: 'p@ss' } });
});
