import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { type AuthorizationServer, createAuthorizationServer } from '../../local/okta/authorization-server.ts';
import type { LocalPerson } from '../../local/okta/people.ts';
import { type ConnectorUnderTest, type StartOptions, useConnector } from '../support/connector.ts';
import { keyPairOfTheRun } from '../support/signing-keys.ts';
import { Browser, type Seen } from './browser.ts';

export const VIEWER: LocalPerson = {
  id: '00uview',
  userName: 'vera@acme.example',
  displayName: 'Vera',
  groups: ['Viewers'],
};
export const OPERATOR: LocalPerson = {
  id: '00uact',
  userName: 'otto@acme.example',
  displayName: 'Otto',
  groups: ['Everyone', 'Operators'],
};
export const SECOND: LocalPerson = {
  id: '00usec',
  userName: 'olga@acme.example',
  displayName: 'Olga',
  groups: ['Operators'],
};
export const STRANGER: LocalPerson = {
  id: '00ustr',
  userName: 'sam@acme.example',
  displayName: 'Sam',
  groups: ['Everyone'],
};

/** A connector with a console, and the local Okta that signs people in to it. */
export interface ConsoleUnderTest {
  readonly c: ConnectorUnderTest;
  readonly okta: AuthorizationServer;
  browser(): Browser;
  /** A browser in which somebody has signed in. */
  as(person: LocalPerson): Promise<Browser>;
}

/** Chooses who one is on the page of the local Okta. @param page where the browser was sent to */
export async function chooseAtOkta(page: string, person: LocalPerson): Promise<string> {
  const url = new URL(page);
  const form = new URLSearchParams(url.search);
  form.set('person', person.id);
  const okta = new Browser(url.origin);
  const seen = await okta.post(`${url.pathname.replace(/authorize$/, 'sign-in')}`, Object.fromEntries(form));
  return seen.location;
}

/** Goes all the way. @returns what came of the last step */
export async function signIn(browser: Browser, person: LocalPerson, to = '/console'): Promise<Seen> {
  const begun = await browser.get(`/console/sign-in?${new URLSearchParams({ to })}`);
  return await browser.get(await chooseAtOkta(begun.location, person));
}

/** For a file: a local Okta with people, and `start` for connectors with a console. */
export function useConsole(): (options?: StartOptions) => Promise<ConsoleUnderTest> {
  const start = useConnector();
  const app = { id: 'console-app', secret: randomUUID(), allows: (uri: string) => uri.endsWith('/console/callback') };
  let okta: AuthorizationServer;
  beforeAll(async () => {
    okta = await createAuthorizationServer({
      audience: 'api://unused',
      scopes: [],
      clients: [],
      signIn: { apps: [app], people: [VIEWER, OPERATOR, SECOND, STRANGER] },
      makeKeyPair: keyPairOfTheRun,
    });
    await okta.listen();
  });
  afterAll(() => okta.close());
  return async ({ environment, ...options } = {}) => {
    const c = await start({
      ...options,
      environment: {
        PUBLIC_URL: 'http://127.0.0.1:1',
        CONSOLE_ISSUER: okta.issuer,
        CONSOLE_CLIENT_ID: app.id,
        CONSOLE_CLIENT_SECRET: app.secret,
        CONSOLE_VIEW_GROUPS: 'Viewers',
        CONSOLE_OPERATE_GROUPS: 'Operators',
        ...environment,
      },
    });
    const browser = () => new Browser(c.connector.url);
    return {
      c,
      okta,
      browser,
      as: async (person) => {
        const one = browser();
        await signIn(one, person);
        return one;
      },
    };
  };
}
