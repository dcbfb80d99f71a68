import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hideSecrets } from '../../src/base/hide-secrets.ts';
import { createLog } from '../../src/base/log.ts';
import { Secret } from '../../src/base/secret.ts';
import { ConnectorError } from '../../src/errors/connector-error.ts';

/** Held until the end: what nobody holds any more is forgotten. */
const held: Secret[] = [];
function hold(text: string, ...otherForms: string[]): string {
  held.push(new Secret(text, ...otherForms));
  return text;
}

const key = hold(`omni/"key"+\\${randomUUID()}`);

describe('a secret is hidden', () => {
  test.each([
    ['as it is', `Bearer ${key}`],
    ['twice', `${key}, ${key}`],
    ['in an address', `?token=${encodeURIComponent(key)}`],
    ['in JSON', JSON.stringify({ detail: key })],
    ['in JSON within JSON', JSON.stringify({ msg: JSON.stringify({ detail: key }) })],
    ['in Base64', Buffer.from(key).toString('base64')],
    ['in Base64 for addresses', Buffer.from(key).toString('base64url')],
    ['in the middle of a word', `a${key}b`],
  ])('%s', (_what, text) => {
    const hidden = hideSecrets(text);
    expect(hidden).toContain('[secret]');
    expect(hidden).not.toContain('key');
  });

  test('in Base64 with whatever name before it, as Basic has it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (before, after) => {
        const letters = Buffer.from(`${before}:${key}${after}`).toString('base64');
        expect(hideSecrets(letters)).toContain('[secret]');
      }),
    );
  });

  test('wherever it stands, and nothing else is touched', () => {
    const secrets = fc.stringMatching(/^[!-~]{16,40}$/).map((text) => hold(text));
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        expect(hideSecrets(before + secret + after)).not.toContain(secret);
        fc.pre(!(before + after).includes(secret));
        expect(hideSecrets(`${before} ${secret} ${after}`)).toBe(`${before} [secret] ${after}`);
      }),
    );
  });
});

test('a password is hidden where it stands alone: it may be a part of innocent words', () => {
  const password = hold('gardener');
  expect(hideSecrets(`postgresql://me:${password}@db, the gardeners`)).toBe(
    'postgresql://me:[secret]@db, the gardeners',
  );
  hold('word');
  expect(hideSecrets('a word')).toBe('a word');
});

test('of an address its password, the values of its query and its long steps are secret by themselves', () => {
  hold('postgresql://me:p%40ss-w0rd-of-db@db.acme.example/name');
  hold('https://acme.workflows.okta.com/api/flo/0123456789abcdef0123/invoke?clientToken=fedcba9876543210');
  const told = hideSecrets('p@ss-w0rd-of-db p%40ss-w0rd-of-db 0123456789abcdef0123 fedcba9876543210');
  expect(told).toBe('[secret] [secret] [secret] [secret]');
  expect(hideSecrets('db.acme.example acme.workflows.okta.com')).toBe('db.acme.example acme.workflows.okta.com');
});

test('of a private key every line and every secret member is hidden, and its public half is not', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const jwk = privateKey.export({ format: 'jwk' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  hold(JSON.stringify({ ...jwk, kid: 'the-id-of-the-key' }), pem);
  for (const line of pem.split('\n').filter((one) => one.length >= 20 && !one.startsWith('-')))
    expect(hideSecrets(`"${line}"`)).toBe('"[secret]"');
  for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const) expect(hideSecrets(jwk[name] ?? '')).toBe('[secret]');
  expect(hideSecrets(`${jwk.n} the-id-of-the-key`)).toBe(`${jwk.n} the-id-of-the-key`);
});

test('a line of the log holds none, whatever part of it had one', () => {
  const lines: string[] = [];
  const log = createLog('trace', { write: (line) => lines.push(line) });
  const cause = new Error(`cause ${key}`);
  log.error({ err: new Error(`failed ${key}`, { cause }), field: key, deep: { list: [key] } }, `said ${key}`);
  log.child({ child: key }).info('child');
  expect(lines.join('')).not.toContain(JSON.stringify(key).slice(1, -1));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { err: { message: 'failed [secret]', cause: { message: 'cause [secret]' } }, msg: 'said [secret]' },
    { child: '[secret]' },
  ]);
});

describe('an error', () => {
  test('holds no secret in its sentences, facts and details', () => {
    const error = new ConnectorError('OMNI_REFUSED', { detail: key }, [{ path: `/${key}`, message: key }]);
    const told = JSON.stringify([error.message, error.facts, error.details, error.body('id')]);
    expect(told).not.toContain('key');
    expect(error.message).toContain('[secret]');
  });

  test('holds no long text and nothing that a terminal obeys, whoever says it', () => {
    const evil = 'evil\u001b[2K\u0007\u202e';
    const error = new ConnectorError('ACTION_NOT_FOUND', { action: evil }, [
      { path: 'x'.repeat(2_000_000), message: evil },
    ]);
    expect(error.message).toBe('There is no action evil\\u001b[2K\\u0007\\u202e.');
    expect(error.details[0]?.path).toHaveLength(500);
    expect(error.details[0]?.message).toBe('evil\\u001b[2K\\u0007\\u202e');
  });
});
