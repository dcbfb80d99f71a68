import type { Secret } from '../base/secret.ts';
import { isLoopback } from './loopback.ts';
import type { Problems } from './setting-problems.ts';

/** Where the console is, below the address of the connector. */
export const CONSOLE = '/console';

/** Sign-in to the console, and who may do what there. */
export interface ConsoleSettings {
  /** The org's own authorization server or a custom one, without a trailing slash. */
  readonly issuer: string;
  readonly clientId: string;
  /** As it is now. */
  readonly clientSecret: Secret;
  /** Names of Okta groups whose members may look. */
  readonly viewGroups: readonly string[];
  /** Names of Okta groups whose members may look and act. */
  readonly operateGroups: readonly string[];
}

/** The settings as they stand in the environment. */
export interface ConsoleEnvironment {
  readonly CONSOLE_ISSUER: string | undefined;
  readonly CONSOLE_CLIENT_ID: string | undefined;
  readonly CONSOLE_VIEW_GROUPS: readonly string[];
  readonly CONSOLE_OPERATE_GROUPS: readonly string[];
  readonly PUBLIC_URL: string | undefined;
}

/** The cookie of a session holds for a host alone (`__Host-`), so the console is at its root, as a browser sees it. */
function checkPublicUrl(publicUrl: string | undefined, problems: Problems): void {
  const url = publicUrl === undefined ? null : URL.parse(publicUrl);
  if (url === null) problems.lines.push('CONSOLE_ISSUER needs PUBLIC_URL as well');
  else if (url.pathname !== '/') problems.lines.push('PUBLIC_URL must not have a path where there is a console');
  else if (url.protocol !== 'https:' && !isLoopback(url)) problems.lines.push('PUBLIC_URL must begin with https://');
}

/**
 * The settings of the console; undefined where none of them is set. Some of them alone are a mistake.
 *
 * @param secret of the sign-in's client, as it is by then
 */
export function consoleOf(
  env: ConsoleEnvironment,
  secret: () => Secret | undefined,
  problems: Problems,
): ConsoleSettings | undefined {
  const { CONSOLE_ISSUER: issuer, CONSOLE_CLIENT_ID: clientId } = env;
  const { CONSOLE_VIEW_GROUPS: viewGroups, CONSOLE_OPERATE_GROUPS: operateGroups } = env;
  const parts = {
    CONSOLE_ISSUER: issuer,
    CONSOLE_CLIENT_ID: clientId,
    CONSOLE_CLIENT_SECRET: secret(),
    'CONSOLE_VIEW_GROUPS or CONSOLE_OPERATE_GROUPS': [...viewGroups, ...operateGroups][0],
  };
  const missing = Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length === Object.keys(parts).length) return undefined;
  for (const name of missing) problems.lines.push(`${name} is not set, which the console needs beside the others`);
  checkPublicUrl(env.PUBLIC_URL, problems);
  const first = secret();
  if (issuer === undefined || clientId === undefined || first === undefined) return undefined;
  return Object.freeze({
    issuer,
    clientId,
    get clientSecret() {
      return secret() ?? first;
    },
    viewGroups: Object.freeze([...viewGroups]),
    operateGroups: Object.freeze([...operateGroups]),
  });
}
