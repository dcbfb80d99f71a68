import { SCOPES, scopesOf } from '../../actions/action.ts';
import { actions } from '../../actions/registry.ts';
import { parseJsonObject } from '../../auth/token-form.ts';
import type { TokenGuard } from '../../auth/token-guard.ts';
import type { JsonObject } from '../../base/is-object.ts';
import type { Settings } from '../../config/settings.ts';
import { type ErrorBody, toConnectorError } from '../../errors/connector-error.ts';
import type { Finding, State } from './finding.ts';

/** What a token may call, by action; `needs` are the scopes that it lacks. */
export interface TokenAction {
  readonly action: string;
  readonly needs: readonly string[];
}

/** A token as the connector sees it. */
export interface ExplainedToken {
  /** Whether a call with it would be taken. */
  readonly ok: boolean;
  /** Why not: the error that a call would get. */
  readonly refusal: Pick<ErrorBody, 'code' | 'message' | 'fix'> | undefined;
  readonly findings: readonly Finding[];
  readonly actions: readonly TokenAction[];
}

interface Expected extends Pick<Settings, 'oktaIssuer' | 'oktaAudience' | 'oktaClientIds'> {
  /** ms epoch */
  readonly now: number;
  /** The ids of the keys that the authorization server publishes. */
  readonly kids: readonly string[];
}

/** What is known of one part of a token, in the words that a table shows. */
type Said = readonly [state: State, found: string, fix?: string];
type Explain = (value: unknown, expected: Expected, token: Parts) => Said;

interface Parts {
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'absent'));
const ABSENT: Said = ['wrong', 'It is absent; a token of a custom authorization server has it.'];

const moment = (seconds: unknown): string =>
  typeof seconds === 'number' && Math.abs(seconds) < 8.64e12 ? new Date(seconds * 1_000).toISOString() : shown(seconds);

const ago = (seconds: number): string => {
  const span =
    Math.abs(seconds) < 120 ? `${Math.round(Math.abs(seconds))} s` : `${Math.round(Math.abs(seconds) / 60)} min`;
  return seconds < 0 ? `${span} ago` : `in ${span}`;
};

const time =
  (isGood: (seconds: number, now: number) => boolean, bad: string, fix: string): Explain =>
  (value, { now }) => {
    if (typeof value !== 'number') return value === undefined ? ABSENT : ['wrong', `${shown(value)} is no number.`];
    const told = `${moment(value)}, ${ago(value - now / 1_000)}.`;
    return isGood(value, now / 1_000) ? ['ok', told] : ['wrong', `${told} ${bad}`, fix];
  };

const CLOCK =
  'Get a new token. If this repeats, compare the clock of the machine that runs the connector: NTP keeps it.';

/** Of the header: RFC 7515, section 4.1. */
const HEADER: Readonly<Record<string, Explain>> = {
  alg: (value) =>
    value === 'RS256' ? ['ok', 'RS256, which Okta signs with.'] : ['wrong', `${shown(value)}; Okta signs with RS256.`],
  typ: (value) => {
    const kind = String(value ?? '')
      .toLowerCase()
      .replace(/^application\//, '');
    if (kind === 'okta-internal-at+jwt') {
      return [
        'wrong',
        `${shown(value)}: of the org server, for Okta's own APIs alone.`,
        'Use the token URL of OKTA_ISSUER.',
      ];
    }
    return ['dpop+jwt', 'logout+jwt', 'secevent+jwt'].includes(kind)
      ? ['wrong', `${shown(value)}: this is no access token.`]
      : ['ok', value === undefined ? 'Absent, as in most tokens.' : `${shown(value)}.`];
  },
  kid: (value, { kids, oktaIssuer }) => {
    if (kids.length === 0) return ['unsure', `${shown(value)}; the keys of ${oktaIssuer} could not be read.`];
    if (typeof value === 'string' && kids.includes(value))
      return ['ok', `${value}, a key that ${oktaIssuer} publishes.`];
    return [
      'wrong',
      `${shown(value)} is no key that ${oktaIssuer} publishes now: the token is of another server, or of before a change of keys.`,
      'Get a new token from the token URL of OKTA_ISSUER.',
    ];
  },
};

/** https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/#access-token-payload */
const CLAIMS: Readonly<Record<string, Explain>> = {
  iss: (value, { oktaIssuer }) => {
    if (value === undefined) return ABSENT;
    if (value === oktaIssuer) return ['ok', `${oktaIssuer}, which is OKTA_ISSUER.`];
    const isOrg = /^https?:\/\/[^/]+\/?$/.test(String(value));
    const whose = isOrg ? 'the org server, whose tokens are for Okta alone' : 'another authorization server';
    return [
      'wrong',
      `${shown(value)}: ${whose}; OKTA_ISSUER is ${oktaIssuer}.`,
      `Use the token URL ${oktaIssuer}/v1/token, or set OKTA_ISSUER to where your tokens come from.`,
    ];
  },
  aud: (value, { oktaAudience }) => {
    if (value === undefined) return ABSENT;
    if ([value].flat().includes(oktaAudience)) return ['ok', `${shown(value)}, which is OKTA_AUDIENCE.`];
    return [
      'wrong',
      `${shown(value)}; OKTA_AUDIENCE is ${oktaAudience}.`,
      'Set OKTA_AUDIENCE to the audience of the authorization server, or that to this.',
    ];
  },
  cid: (value, { oktaClientIds }) => {
    if (typeof value !== 'string') return value === undefined ? ABSENT : ['wrong', `${shown(value)} is no client id.`];
    if (oktaClientIds.length === 0) return ['ok', `${value}; OKTA_CLIENT_IDS is not set, so every client may call.`];
    if (oktaClientIds.includes(value)) return ['ok', `${value}, which OKTA_CLIENT_IDS names.`];
    return ['wrong', `${value}, which OKTA_CLIENT_IDS does not name.`, 'Add it there, if this app may call.'];
  },
  sub: (value, _expected, { claims }) => {
    if (value === undefined) return ABSENT;
    if (value === claims.cid) return ['ok', 'The app itself, as with the grant Client Credentials.'];
    return ['unsure', 'Somebody else than the app: the token was not got by the grant Client Credentials.'];
  },
  scp: (value) => {
    if (!Array.isArray(value))
      return value === undefined ? ['wrong', 'It is absent: no scope was granted.'] : ['wrong', 'It is no list.'];
    const foreign = value.filter((scope) => !SCOPES.some((own) => own === scope));
    const none = value.length === foreign.length;
    const told = `${value.map(shown).join(', ') || 'none'}.`;
    if (none)
      return [
        'unsure',
        `${told} None is one of the connector, so ping is all that it may call.`,
        `Ask for scopes of the connector: ${SCOPES.join(', ')}.`,
      ];
    return ['ok', told];
  },
  iat: time((seconds, now) => seconds <= now + 60, 'It was issued in the future.', CLOCK),
  exp: time((seconds, now) => seconds > now, 'It is over.', CLOCK),
};

/** Only where they are there. */
const SOMETIMES: Readonly<Record<string, Explain>> = {
  nbf: time((seconds, now) => seconds < now, 'It is not valid yet.', CLOCK),
  cnf: () => [
    'wrong',
    'The token is bound to a DPoP key, which Workflows cannot prove.',
    'In the API Services app clear "Require Demonstrating Proof of Possession (DPoP) header in token requests".',
  ],
};

const finding = (check: string, [state, found, fix = '']: Said): Finding => ({ check, state, found, fix });

function explainParts(token: Parts, expected: Expected): Finding[] {
  const { header, claims } = token;
  const explain = (part: JsonObject, table: Readonly<Record<string, Explain>>) =>
    Object.entries(table).map(([name, one]) => finding(name, one(part[name], expected, token)));
  const present = Object.fromEntries(Object.entries(SOMETIMES).filter(([name]) => claims[name] !== undefined));
  const known = new Set([...Object.keys(CLAIMS), ...Object.keys(SOMETIMES)]);
  // Their values may name a person.
  const others = Object.keys(claims).filter((name) => !known.has(name));
  return [
    ...explain(header, HEADER),
    ...explain(claims, CLAIMS),
    ...explain(claims, present),
    ...(others.length === 0
      ? []
      : [finding('other claims', ['ok', `${others.join(', ')}: the connector does not look at them.`])]),
  ];
}

/** Header and claims without any check; undefined where the token has none to be read. */
function partsOf(token: string): Parts | undefined {
  const texts = token.split('.');
  const [header, claims] = texts.map((part) => parseJsonObject(Buffer.from(part, 'base64url').toString()));
  return texts.length === 3 && header && claims ? { header, claims } : undefined;
}

function formOf(token: string): Said {
  const count = token.split('.').length;
  if (count === 5) {
    return [
      'wrong',
      'It is encrypted: it has five parts.',
      'Turn access token encryption off for this authorization server.',
    ];
  }
  if (count !== 3) {
    return [
      'wrong',
      'It is no JWT: it does not have three parts.',
      'Give the access token alone, without Bearer and quotation marks; an id of a session or a client secret is none.',
    ];
  }
  return ['wrong', 'It has three parts, and the first two are no JSON.', 'Give the token as it was issued, whole.'];
}

/** What each action lacks. A token that is refused may call none, whatever its scopes. */
const actionsOf = ({ claims }: Parts): TokenAction[] => {
  const scopes: readonly unknown[] = Array.isArray(claims.scp) ? claims.scp : [];
  return actions.map((action) => ({
    action: action.name,
    needs: scopesOf(action).filter((scope) => !scopes.includes(scope)),
  }));
};

/**
 * Explains a token part by part against the settings, and what the guard of the connector says of it: that alone checks
 * the signature. Nothing of what is told holds the token.
 *
 * @param given as somebody has copied it
 * @param guard started: it knows the keys
 */
export async function explainToken(
  given: string,
  { oktaIssuer, oktaAudience, oktaClientIds }: Pick<Settings, 'oktaIssuer' | 'oktaAudience' | 'oktaClientIds'>,
  guard: Pick<TokenGuard, 'check' | 'status'>,
  now: number,
): Promise<ExplainedToken> {
  const token = given
    .trim()
    .replace(/^(bearer|dpop) +/i, '')
    .replace(/^(["'])(.*)\1$/, '$2');
  const refusal = await guard.check(`Bearer ${token}`, 1).then(
    () => undefined,
    (thrown: unknown) => {
      const { code, message, fix } = toConnectorError(thrown).body('');
      return { code, message, fix };
    },
  );
  const parts = partsOf(token);
  const expected = { oktaIssuer, oktaAudience, oktaClientIds, now, kids: guard.status().kids };
  const verdict: Finding = refusal
    ? { check: 'verdict', state: 'wrong', found: `Refused with ${refusal.code}: ${refusal.message}`, fix: refusal.fix }
    : { check: 'verdict', state: 'ok', found: 'The connector takes it, signature and all.', fix: '' };
  return {
    ok: refusal === undefined,
    refusal,
    findings: [...(parts ? explainParts(parts, expected) : [finding('form', formOf(token))]), verdict],
    actions: parts ? actionsOf(parts) : [],
  };
}
