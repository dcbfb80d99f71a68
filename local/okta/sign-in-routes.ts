import express, { type Router } from 'express';
import { type Codes, type Granted, judgeSignIn, personClaims } from './code-flow.ts';
import { OAuthError } from './oauth-error.ts';
import type { LocalPerson, WebApp } from './people.ts';
import { signInPage } from './sign-in-page.ts';

/** What people need to sign in. */
export interface SignIn {
  readonly apps: readonly WebApp[];
  readonly people: readonly LocalPerson[];
}

/** `/v1/authorize` with the page behind it, and `/v1/userinfo`. */
export function signInRoutes({ apps, people }: SignIn, codes: Codes): Router {
  const router = express.Router();

  router.get('/v1/authorize', ({ url, query }, response) => {
    judgeSignIn(query, apps);
    response.type('html').send(signInPage(people, new URLSearchParams(url.slice(url.indexOf('?')))));
  });

  router.post('/v1/sign-in', express.urlencoded({ extended: false }), ({ body }, response) => {
    const request = judgeSignIn(body ?? {}, apps);
    const person = people.find(({ id }) => id === body.person);
    if (!person) throw new OAuthError(400, 'access_denied', 'There is nobody of this id.');
    const back = new URL(request.redirectUri);
    back.searchParams.set('code', codes.give({ ...request, person }));
    back.searchParams.set('state', request.state);
    response.redirect(303, back.href);
  });

  router.get('/v1/userinfo', ({ headers }, response) => {
    const granted: Granted | undefined = codes.holder((headers.authorization ?? '').replace(/^Bearer /i, ''));
    if (!granted) throw new OAuthError(401, 'invalid_token', 'The access token is invalid.');
    response.json(personClaims(granted));
  });
  return router;
}
