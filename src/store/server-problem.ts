import { ConnectorError } from '../errors/connector-error.ts';
import { StartProblem } from '../errors/start-problem.ts';

/** Where an address leads to and as whom, without its secrets. */
interface Target {
  readonly user: string;
  readonly place: string;
  readonly name: string;
}

interface Reason {
  readonly reason: string;
  readonly fix: string;
  readonly passing?: true;
}

const DEFAULT_PORT = '5432';

/** https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING */
function targetOf(databaseUrl: string): Target {
  const url = URL.parse(databaseUrl);
  const { username = '', hostname = '', port = '', pathname = '', searchParams } = url ?? {};
  const user = decodeURIComponent(username);
  const host = hostname || searchParams?.get('host') || 'localhost';
  return {
    user: user === '' ? 'the user' : `user ${user}`,
    place: `${host}:${port || DEFAULT_PORT}`,
    name: decodeURIComponent(pathname.slice(1)),
  };
}

const LOOK_UP = 'Correct the host in the address, or the name service.';
const REACH = 'Start the server, or correct host and port in the address.';
const TRUST = 'Let the server show a certificate that this machine trusts (NODE_EXTRA_CA_CERTS), for this host name.';

const unreachable = ({ place }: Target): Reason => ({
  reason: `nothing answers at ${place}`,
  fix: REACH,
  passing: true,
});
const unknownHost = ({ place }: Target): Reason => ({
  reason: `the host of ${place} is not found`,
  fix: LOOK_UP,
  passing: true,
});
const untrusted = ({ place }: Target): Reason => ({
  reason: `the certificate of ${place} is not trusted`,
  fix: TRUST,
});

/**
 * By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html) or code of Node
 * (https://nodejs.org/api/errors.html#common-system-errors,
 * https://nodejs.org/api/tls.html#x509-certificate-error-codes).
 */
const REASONS: Readonly<Record<string, (target: Target) => Reason>> = {
  '28P01': ({ user }) => ({ reason: `password refused for ${user}`, fix: 'Correct user and password in the address.' }),
  '28000': ({ user, name, place }) => ({
    reason: `${place} does not let ${user} into the database ${name}`,
    fix: 'Let the user log in, allow the connection in pg_hba.conf, or add ?sslmode=verify-full where it wants TLS.',
  }),
  '3D000': ({ name, place }) => ({
    reason: `${place} has no database ${name}`,
    fix: 'Create it, or correct the name in the address.',
  }),
  '42501': ({ user, name }) => ({
    reason: `${user} may not make what the connector needs in the database ${name}`,
    fix: `Grant it: GRANT CREATE ON DATABASE, or ownership of the schema connector.`,
  }),
  '25006': ({ place }) => ({ reason: `${place} is read-only`, fix: 'Name the primary server, not a standby.' }),
  '53300': ({ place }) => ({
    reason: `${place} has no connection left`,
    fix: 'Raise max_connections, or end other programs: each connector holds up to 10.',
    passing: true,
  }),
  '57P03': ({ place }) => ({ reason: `${place} is still starting`, fix: 'Wait until it has started.', passing: true }),
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: unreachable,
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  ENOENT: ({ place }) => ({ reason: `there is no socket for ${place}`, fix: REACH, passing: true }),
  CERT_HAS_EXPIRED: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: untrusted,
};

/** What `pg` says without a code. */
const WORDS: readonly (readonly [words: RegExp, reason: (target: Target) => Reason])[] = [
  [
    /does not support SSL/i,
    ({ place }) => ({
      reason: `${place} takes no TLS`,
      fix: 'Turn TLS on there, or leave sslmode out of the address.',
    }),
  ],
  [
    /password must be a/i,
    ({ place, user }) => ({ reason: `${place} wants a password for ${user}`, fix: 'Put it into the address.' }),
  ],
  [/timeout|timed out|terminated/i, unreachable],
];

const codeOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';

function known(code: string, message: string, target: Target): Reason | undefined {
  const reason = REASONS[code] ?? WORDS.find(([words]) => words.test(message))?.[1];
  return reason?.(target);
}

/**
 * Why a PostgreSQL server could not be opened: setting, reason, fix. What the connector itself has found wrong, such as
 * a database of a newer version, stays as it is.
 *
 * @param thrown what opening it has met; a refusal by the store holds the driver's error as its cause
 */
export function serverProblem(thrown: unknown, databaseUrl: string): unknown {
  const isStoreError = thrown instanceof ConnectorError && thrown.code === 'STORE_UNAVAILABLE';
  const cause = isStoreError ? thrown.cause : thrown;
  const code = codeOf(cause);
  if (!isStoreError && code === '') return thrown;
  const target = targetOf(databaseUrl);
  const { message = '' } = cause as Partial<Error>;
  const {
    reason,
    fix,
    passing = false,
  } = known(code, message, target) ?? {
    reason: `${target.place} cannot be used`,
    fix: 'Look into the log of the server.',
  };
  const shownCode = code === '' ? '' : ` (${code})`;
  return new StartProblem('DATABASE_URL', `${reason}${shownCode}`, fix, { passing, cause });
}
