import * as oauth from 'openid-client';
import { asResponse } from '../../base/as-response.ts';
import type { Clock } from '../../base/clock.ts';
import { createHttpClient } from '../../base/http-client.ts';
import { NoAnswer } from '../../base/no-answer.ts';
import type { ConsoleSettings } from '../../config/console.ts';
import { sharedWork } from '../../http/shared-work.ts';

/** What the browser keeps while the person is at Okta. */
export interface Pending {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly verifier: string;
}

/** Who has signed in, as the ID token says, or the userinfo endpoint where the token does not. */
export interface Identity {
  readonly subject: string;
  readonly userName: string;
  readonly groups: readonly string[];
}

/** The way to Okta and back. */
export interface Oidc {
  /** Where to send the browser. @throws Error when the issuer does not tell where that is */
  begin(redirectUri: string): Promise<{ readonly url: URL; readonly pending: Pending }>;
  /**
   * Trades what the browser came back with: state, issuer, PKCE, nonce, signature, audience and times are checked.
   *
   * @param back the address that the browser came back to
   * @throws Error when any of that is wrong
   */
  finish(back: URL, pending: Pending): Promise<Identity>;
}

const TIMEOUT_MS = 10_000;
/** What the issuer says of itself is good for so long; who asks meanwhile costs it no request. */
const METADATA_FRESH_MS = 300_000;
/** After a failure it is asked again no sooner, however many want to sign in. */
const ASK_EVERY_MS = 5_000;
/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
const METADATA = '/.well-known/openid-configuration';
/** A name of Okta has 100 characters at most, a login 320. */
const MOST_CHARACTERS = 320;

const textOf = (claim: unknown): string => (typeof claim === 'string' ? claim.slice(0, MOST_CHARACTERS) : '');
const textsOf = (claim: unknown): readonly string[] | undefined =>
  Array.isArray(claim) ? claim.filter((one) => typeof one === 'string') : undefined;

/** Sends through our own client: to the issuer's host alone, without redirects, within limits of time and size. */
function fetchFrom(issuer: string): oauth.CustomFetch {
  const { origin } = new URL(issuer);
  const send = createHttpClient(origin);
  return async (address, { method, headers, body }) => {
    const url = new URL(address);
    if (url.origin !== origin) throw new Error('the issuer names an endpoint on another host');
    const answer = await send({
      method: method === 'POST' ? 'POST' : 'GET',
      path: url.pathname + url.search,
      headers,
      ...(body !== undefined && body !== null && { body: String(body) }),
      timeoutMs: TIMEOUT_MS,
    });
    if (answer instanceof NoAnswer) throw answer;
    return asResponse(answer);
  };
}

/** What the issuer says of itself. Nobody has to be signed in to ask for it, so it is asked for seldom. */
function metadataOf(issuer: string, fetchOurs: oauth.CustomFetch, clock: Clock): () => Promise<oauth.ServerMetadata> {
  let known: { readonly metadata: oauth.ServerMetadata; readonly readAt: number } | undefined;
  return sharedWork(ASK_EVERY_MS, clock, async () => {
    const age = known ? clock.now() - known.readAt : -1;
    if (known && age >= 0 && age < METADATA_FRESH_MS) return known.metadata;
    const request = { method: 'GET', headers: {}, body: null, redirect: 'manual' } as const;
    const answer = await fetchOurs(`${issuer}${METADATA}`, request);
    if (answer.status !== 200) throw new Error(`${METADATA} of the issuer answered ${answer.status}`);
    const metadata = (await answer.json()) as oauth.ServerMetadata;
    if (metadata.issuer !== issuer) throw new Error('the issuer calls itself something else');
    known = { metadata, readAt: clock.now() };
    return metadata;
  });
}

/** https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth through `openid-client`, with PKCE. */
export function createOidc(settings: ConsoleSettings, clock: Clock): Oidc {
  const { issuer, clientId } = settings;
  const fetchOurs = fetchFrom(issuer);
  const readMetadata = metadataOf(issuer, fetchOurs, clock);

  async function configure(): Promise<oauth.Configuration> {
    const metadata = await readMetadata();
    const config = new oauth.Configuration(metadata, clientId, settings.clientSecret.reveal());
    config[oauth.customFetch] = fetchOurs;
    // The settings accept http on loopback only.
    if (issuer.startsWith('http:')) oauth.allowInsecureRequests(config);
    // Checks the signature of the ID token as well, though it came over the token endpoint's own connection.
    oauth.enableNonRepudiationChecks(config);
    return config;
  }

  /** An org's own server has a scope for the groups; of a custom one the claim comes with any scope. */
  const scopeOf = (config: oauth.Configuration): string =>
    (config.serverMetadata().scopes_supported ?? []).includes('groups') ? 'openid profile groups' : 'openid profile';

  return {
    async begin(redirectUri) {
      const config = await configure();
      const pending = {
        state: oauth.randomState(),
        nonce: oauth.randomNonce(),
        verifier: oauth.randomPKCECodeVerifier(),
      };
      const url = oauth.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: scopeOf(config),
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
      });
      if (url.origin !== new URL(issuer).origin) throw new Error('the issuer names an endpoint on another host');
      return { url, pending };
    },
    async finish(back, { state, nonce, verifier }) {
      const config = await configure();
      const tokens = await oauth.authorizationCodeGrant(config, back, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('there is no ID token');
      // Okta leaves claims out of an ID token that comes together with an access token, where there are many.
      const told =
        claims.groups === undefined || claims.preferred_username === undefined
          ? { ...claims, ...(await oauth.fetchUserInfo(config, tokens.access_token, claims.sub)) }
          : claims;
      const userName = textOf(told.preferred_username);
      if (userName === '') throw new Error('Okta does not tell the user name (scope profile)');
      return { subject: claims.sub, userName, groups: textsOf(told.groups) ?? [] };
    },
  };
}
