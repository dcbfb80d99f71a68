import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ConnectorUnderTest, useConnector } from '../support/connector.ts';
import { expectErrorAnswer } from '../support/expect-error.ts';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS, fuzzing } from '../support/fuzz-runs.ts';

const start = useConnector();

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Bytes that a header can hold and base64url does not. A blank at an end is none of the token's. */
const OTHERS = '.=+/~!"%,;\u00e9\u00ff';

const replaced = (token: string, place: number, by: string): string =>
  token.slice(0, place) + by + token.slice(place + 1);

/** @throws where the token is admitted, or a part of it stands in the answer or in the log */
async function expectRefused(c: ConnectorUnderTest, token: string): Promise<void> {
  c.logLines.length = 0;
  const answer = await c.send('POST', '/v1/actions/ping', '{}', {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
  });
  expect({ token, status: answer.status }).toEqual({ token, status: 401 });
  expectErrorAnswer(answer);
  expect(answer.headers['www-authenticate']).toMatch(/^Bearer /);
  const shown = `${answer.text} ${JSON.stringify(answer.headers)} ${c.logLines.join('')}`;
  for (const part of token.split('.').filter(({ length }) => length > 8)) expect(shown).not.toContain(part);
}

test(
  'a token with any byte changed, added or left out is refused, and nothing of it is shown',
  async () => {
    const c = await start({ logLevel: 'trace' });
    const token = await c.token();
    expect((await c.call('ping')).status).toBe(200);
    // The last characters of base64url may hold bits that stand for nothing.
    const ends = [...token.matchAll(/\.|$/g)].map(({ index }) => index - 1);
    for (const place of ends) {
      for (const character of ALPHABET) {
        if (character !== token[place]) await expectRefused(c, replaced(token, place, character));
      }
    }
    // Every place in turn, as far as the run goes; the offset differs from day to day.
    const { seed } = fuzzing();
    const wanted = Math.min(FUZZ_RUNS, token.length * (ALPHABET.length - 1));
    for (let n = 0; n < wanted; n += 1) {
      const place = (seed + n) % token.length;
      const [now = ''] = token.slice(place);
      const step = 1 + ((Math.floor(n / token.length) + seed) % (ALPHABET.length - 1));
      const by = ALPHABET[(ALPHABET.indexOf(now) + step) % ALPHABET.length] ?? '';
      await expectRefused(c, replaced(token, place, by));
    }
    const other = fc.constantFrom(...OTHERS, ...ALPHABET);
    const change = fc.tuple(
      fc.nat(token.length - 1),
      other,
      fc.constantFrom('replace', 'insert', 'leave out', 'twice'),
    );
    await fc.assert(
      fc.asyncProperty(change, async ([place, by, how]) => {
        const changed = {
          replace: replaced(token, place, by),
          insert: token.slice(0, place) + by + token.slice(place),
          'leave out': replaced(token, place, ''),
          twice: token.slice(0, place) + token,
        }[how];
        if (changed !== token) await expectRefused(c, changed);
      }),
      { ...fuzzing(), endOnFailure: true },
    );
  },
  FUZZ_TIMEOUT_MS,
);
