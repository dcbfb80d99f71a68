import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express, type Response } from 'express';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import {
  accessTokenClaims,
  encryptAccessToken,
  type Overrides,
  signAccessToken,
  type TokenFrame,
} from './access-token.ts';
import { Codes, type Granted, personClaims } from './code-flow.ts';
import { serverMetadata } from './metadata.ts';
import { OAuthError } from './oauth-error.ts';
import { type SignIn, signInRoutes } from './sign-in-routes.ts';
import { createSigningKeys, type MakeKeyPair, type SigningPair } from './signing-keys.ts';
import { type Grant, judgeCodeRequest, judgeTokenRequest, type OAuthClient } from './token-request.ts';
import { noTraps, type Traps } from './traps.ts';

export interface AuthorizationServerOptions {
  readonly audience: string;
  /** The scopes that the server defines. */
  readonly scopes: readonly string[];
  readonly clients: readonly OAuthClient[];
  /** Who signs in to what; nobody unless given. */
  readonly signIn?: SignIn;
  readonly clock?: Clock;
  /** The issuer's path; `/oauth2/default` unless given. */
  readonly path?: string;
  /** 3,600 unless given, as in Okta. */
  readonly accessTokenSeconds?: number;
  /** Where signing keys come from; fresh ones, which take a while, unless given. */
  readonly makeKeyPair?: MakeKeyPair;
}

/** A local Okta custom authorization server on loopback, with switches for what goes wrong in real orgs. */
export interface AuthorizationServer {
  readonly app: Express;
  readonly traps: Traps;
  /** The issuer address; fails before `listen`. */
  readonly issuer: string;
  /** How often `/v1/keys` was asked for. */
  readonly keyRequests: number;
  /** Begins to answer on 127.0.0.1 and returns the issuer. Port 0 takes a free one. */
  listen(port?: number): Promise<string>;
  close(): Promise<void>;
  rotateKeys(): Promise<void>;
  withdrawOldKeys(): void;
  /** The key that signs now, for tokens that the server itself would never issue. */
  signingKey(): SigningPair;
  /** A token as the token endpoint issues it, for the first client with all its scopes, with other claims if given. */
  signToken(claims?: Overrides): Promise<string>;
}

/** Clients are asked to obey it: https://developer.okta.com/docs/concepts/key-rotation/ */
const KEYS_CACHE_CONTROL = 'max-age=3600, must-revalidate';
const DEFAULT_LIFETIME_SECONDS = 3_600;

/** The server with a fresh signing key; `listen` starts it. */
export async function createAuthorizationServer(options: AuthorizationServerOptions): Promise<AuthorizationServer> {
  const { audience, scopes, clients, clock = systemClock, path = '/oauth2/default' } = options;
  const { accessTokenSeconds = DEFAULT_LIFETIME_SECONDS, signIn = { apps: [], people: [] } } = options;
  const codes = new Codes();
  const keys = await createSigningKeys(options.makeKeyPair);
  const traps = noTraps();
  const app = express();
  const server = createServer(app);
  let keyRequests = 0;

  const origin = (): string => originOf(server);
  const frame = (): TokenFrame => ({
    issuer: traps.orgServerTokens ? origin() : origin() + path,
    audience: traps.orgServerTokens ? origin() : audience,
    issuedAt: clock.now(),
    lifetimeSeconds: accessTokenSeconds,
  });

  async function issue(grant: Grant): Promise<string> {
    const token = await signAccessToken(accessTokenClaims(grant, frame()), keys.current());
    return traps.encryptedTokens ? encryptAccessToken(token) : token;
  }

  /** https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/#id-token */
  async function idToken(granted: Granted): Promise<string> {
    const { sub, ...profile } = personClaims(granted);
    const iat = Math.floor(clock.now() / 1_000);
    const times = { iat, exp: iat + DEFAULT_LIFETIME_SECONDS, auth_time: iat };
    const who = { iss: origin() + path, sub, aud: granted.app.id, nonce: granted.nonce };
    const more = traps.thinIdTokens ? {} : profile;
    return await signAccessToken({ ver: 1, ...who, ...times, ...more, ...traps.idTokenClaims }, keys.current());
  }

  const routes = express.Router();
  app.disable('x-powered-by').use(path, routes).use(answerError);

  routes.get('/v1/keys', (_request, response) => {
    keyRequests += 1;
    answerKeys(response, traps, keys.published());
  });

  routes.use(signInRoutes(signIn, codes));

  routes.post('/v1/token', express.urlencoded({ extended: false }), async ({ body, headers }, response, next) => {
    if (body?.grant_type !== 'authorization_code') return next();
    const app = judgeCodeRequest(body, headers.authorization, signIn.apps);
    const granted = codes.trade(body, app.id);
    response.set('Cache-Control', 'no-store').json({
      token_type: 'Bearer',
      expires_in: accessTokenSeconds,
      access_token: granted.accessToken,
      id_token: await idToken(granted),
      scope: granted.scopes.join(' '),
    });
  });

  routes.post('/v1/token', express.urlencoded({ extended: false }), async ({ body, headers }, response) => {
    const grant = judgeTokenRequest(body ?? {}, headers.authorization, { clients, scopes, traps });
    response.set('Cache-Control', 'no-store').json({
      token_type: 'Bearer',
      expires_in: accessTokenSeconds,
      access_token: await issue(grant),
      scope: grant.scopes.join(' '),
    });
  });

  routes.get('/.well-known/:document', ({ params }, response, next) => {
    if (!METADATA_DOCUMENTS.has(params.document)) return next();
    response.json(serverMetadata(origin() + path, scopes));
  });

  return {
    app,
    traps,
    get issuer() {
      return origin() + path;
    },
    get keyRequests() {
      return keyRequests;
    },
    listen: async (port = 0) => {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(port, '127.0.0.1', resolve);
      });
      return origin() + path;
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
    rotateKeys: keys.rotate,
    withdrawOldKeys: keys.withdrawOld,
    signingKey: keys.current,
    signToken: async (claims = {}) => {
      const [client] = clients;
      if (!client) throw new Error('signToken needs a client');
      const grant = { clientId: client.id, scopes: client.scopes };
      return signAccessToken({ ...accessTokenClaims(grant, frame()), ...claims }, keys.current());
    },
  };
}

const METADATA_DOCUMENTS: ReadonlySet<string> = new Set(['oauth-authorization-server', 'openid-configuration']);

function originOf(server: Server): string {
  const address = server.address() as AddressInfo | null;
  if (!address) throw new Error('The authorization server does not listen.');
  return `http://127.0.0.1:${address.port}`;
}

function answerKeys(response: Response, { keysOutage }: Traps, body: unknown): void {
  if (keysOutage === 'hang') return;
  if (keysOutage === 'drop') response.destroy();
  else if (keysOutage === 'error') response.status(500).json({ errorCode: 'E0000009' });
  else response.set('Cache-Control', KEYS_CACHE_CONTROL).json(body);
}

const answerError: ErrorRequestHandler = (thrown, _request, response, next) => {
  if (thrown instanceof OAuthError) response.status(thrown.status).json(thrown.body());
  else next(thrown);
};
