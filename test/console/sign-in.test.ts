import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { noTraps } from '../../local/okta/traps.ts';
import { Browser } from './browser.ts';
import { type ConsoleUnderTest, chooseAtOkta, OPERATOR, STRANGER, signIn, useConsole, VIEWER } from './set-up.ts';

const start = useConsole();
const SESSION = 'omni-console';
let current: ConsoleUnderTest;

async function begin(options?: Parameters<typeof start>[0]): Promise<ConsoleUnderTest> {
  current = await start(options);
  return current;
}
afterEach(() => {
  Object.assign(current.okta.traps, noTraps());
});

const sessions = ({ c }: ConsoleUnderTest) =>
  c.connector.services.database.query<{ id_hash: string; user_name: string }>(
    'SELECT id_hash, user_name FROM connector.console_sessions',
  );

describe('without settings', () => {
  test('there is no console, and / is a page with the next steps', async () => {
    const { c } = await begin({
      environment: Object.fromEntries(
        ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET', 'VIEW_GROUPS', 'OPERATE_GROUPS'].map((name) => [
          `CONSOLE_${name}`,
          '',
        ]),
      ),
    });
    const browser = new Browser(c.connector.url);
    for (const path of ['/console', '/console/sign-in', '/console/jobs']) {
      expect(await browser.get(path)).toMatchObject({ status: 404 });
    }
    const page = await browser.get('/');
    expect(page.status).toBe(200);
    expect(page.text).toContain('docs/set-up.md');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  });
});

describe('who signs in', () => {
  test('is sent to Okta with PKCE, and comes back to the page that they had asked for', async () => {
    const { browser } = await begin();
    const mine = browser();
    expect((await mine.get('/')).location).toBe('/console');
    const first = await mine.get('/console/jobs?status=done');
    expect(first.location).toBe('/console/sign-in?to=%2Fconsole%2Fjobs%3Fstatus%3Ddone');
    const begun = await mine.get(first.location);
    const asked = new URL(begun.location).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(asked.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/console\/callback$/);
    const back = await mine.get(await chooseAtOkta(begun.location, OPERATOR));
    expect(back).toMatchObject({ status: 303, location: '/console/jobs?status=done' });
  });

  test('gets a cookie that scripts and other sites do not, and of which the database holds a hash alone', async () => {
    const started = await begin();
    const browser = started.browser();
    const seen = await signIn(browser, OPERATOR);
    const cookie = seen.cookies.find((one) => one.startsWith(`${SESSION}=`)) ?? '';
    expect(cookie.split('; ').slice(1).sort()).toEqual(['HttpOnly', 'Max-Age=28800', 'Path=/', 'SameSite=Lax']);
    const id = browser.jar.get(SESSION) ?? '';
    const rows = await sessions(started);
    expect(rows).toEqual([{ id_hash: createHash('sha256').update(id).digest('hex'), user_name: OPERATOR.userName }]);
    expect(started.c.logLines.join('')).not.toContain(id);
    expect(started.c.logLines.join('')).not.toContain(OPERATOR.userName);
  });

  test('gets it for this host and https alone, where the connector is reached by https', async () => {
    const started = await begin({ environment: { PUBLIC_URL: 'https://connector.acme.example' } });
    const begun = await started.browser().get('/console/sign-in');
    expect(new URL(begun.location).searchParams.get('redirect_uri')).toBe(
      'https://connector.acme.example/console/callback',
    );
    expect(begun.cookies).toEqual([
      expect.stringMatching(
        /^__Host-omni-console-sign-in=[\w-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
      ),
    ]);
  });

  test('may look, or act as well, by their groups', async () => {
    const { as } = await begin();
    expect((await (await as(VIEWER)).get('/console')).text).toContain('may look');
    expect((await (await as(OPERATOR)).get('/console')).text).toContain('may act');
  });

  test('is known also where the ID token says no more than who they are', async () => {
    const { okta, as } = await begin();
    okta.traps.thinIdTokens = true;
    expect((await (await as(VIEWER)).get('/console')).text).toContain(VIEWER.userName);
  });

  test('is let in by a group alone, and shown which are meant', async () => {
    const started = await begin();
    const browser = started.browser();
    const seen = await signIn(browser, STRANGER);
    expect(seen.status).toBe(403);
    expect(seen.text).toContain('CONSOLE_VIEW_GROUPS');
    expect(browser.jar.has(SESSION)).toBe(false);
    expect(await sessions(started)).toEqual([]);
  });
});

describe('the way back from Okta', () => {
  const attempt = async ({ browser }: ConsoleUnderTest, change: (back: URL, mine: Browser) => void | Promise<void>) => {
    const mine = browser();
    const begun = await mine.get('/console/sign-in');
    const back = new URL(await chooseAtOkta(begun.location, OPERATOR));
    await change(back, mine);
    const seen = await mine.get(back.pathname + back.search);
    return { seen, hasSession: mine.jar.has(SESSION) };
  };
  const REFUSED = { seen: { status: 400 }, hasSession: false };

  test.each<[string, (back: URL, mine: Browser) => void]>([
    ['another state', (back) => back.searchParams.set('state', 'made-up')],
    ['no state', (back) => back.searchParams.delete('state')],
    ['two states', (back) => back.searchParams.append('state', 'made-up')],
    ['another code', (back) => back.searchParams.set('code', 'made-up')],
    ['no code', (back) => back.searchParams.delete('code')],
    ['an error', (back) => back.searchParams.set('error', '<script>alert(1)</script>')],
    ['a browser that has begun nothing', (_back, mine) => mine.jar.clear()],
    ['a cookie that is no sign-in', (_back, mine) => mine.jar.set('omni-console-sign-in', 'bm90aGluZw')],
  ])('with %s signs nobody in', async (_what, change) => {
    const started = await begin();
    const { seen, hasSession } = await attempt(started, change);
    expect({ seen, hasSession }).toMatchObject(REFUSED);
    expect(seen.text).not.toContain('<script>alert');
    expect(await sessions(started)).toEqual([]);
  });

  test('of one browser is worth nothing in another: nobody is signed in as somebody else', async () => {
    const started = await begin();
    const [attacker, victim] = [started.browser(), started.browser()];
    const begun = await attacker.get('/console/sign-in');
    const back = await chooseAtOkta(begun.location, OPERATOR);
    await victim.get('/console/sign-in');
    expect(await victim.get(back)).toMatchObject({ status: 400 });
    expect(victim.jar.has(SESSION)).toBe(false);
  });

  test('counts once', async () => {
    const { browser } = await begin();
    const mine = browser();
    const begun = await mine.get('/console/sign-in');
    const pending = mine.jar.get('omni-console-sign-in') ?? '';
    const back = await chooseAtOkta(begun.location, OPERATOR);
    expect(await mine.get(back)).toMatchObject({ status: 303 });
    mine.jar.set('omni-console-sign-in', pending);
    expect(await mine.get(back)).toMatchObject({ status: 400 });
  });

  const past = Math.floor(Date.now() / 1_000) - 7_200;
  test.each<[string, Record<string, unknown>]>([
    ['another nonce', { nonce: 'made-up' }],
    ['another audience', { aud: 'another-app' }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['a time that is over', { iat: past, exp: past + 3_600 }],
  ])('with an ID token of %s signs nobody in', async (_what, claims) => {
    const started = await begin();
    started.okta.traps.idTokenClaims = claims;
    expect(await attempt(started, () => undefined)).toMatchObject(REFUSED);
  });

  test('with an ID token whose signature nobody can check signs nobody in', async () => {
    const started = await begin();
    started.okta.traps.keysOutage = 'error';
    expect(await attempt(started, () => undefined)).toMatchObject(REFUSED);
  });

  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/console/../\\evil.example',
    '/console@evil.example',
    '/consoleevil',
    'javascript:alert(1)',
    '/console/..//evil.example',
    '/v1/actions/ping',
  ])('leads to the first page where the link asked for %s', async (to) => {
    const { browser } = await begin();
    const seen = await signIn(browser(), OPERATOR, to);
    expect(seen).toMatchObject({ status: 303, location: '/console' });
  });
});
