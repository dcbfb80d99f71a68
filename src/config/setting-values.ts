import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { Secret } from '../base/secret.ts';
import { isLoopback } from './loopback.ts';

/** Hosts that an Omni key may be sent to, themselves or below. Source: exploreomni/cli `internal/config/config.go`. */
const OMNI_HOSTS = ['omniapp.co', 'exploreomni.dev', 'thundersalmon.com'];
/** What an Omni host begins with that shows embedded pages; the API is on the host without it. Same source. */
const EMBED = 'embed-';

/** An https address, or http on loopback. @throws Error in one sentence that follows the setting's name */
export function readAddress(text: string): URL {
  const url = URL.parse(text.trim());
  if (!url) throw new Error('is not an address such as https://acme.example');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))
    throw new Error('must begin with https://');
  if (url.username || url.password || url.search || url.hash)
    throw new Error('must not hold a user, a query or a fragment');
  return url;
}

/**
 * The origin of an Omni instance. Accepts the address with or without `/api` and trailing slash.
 * https://docs.omni.co/api/base-url
 */
export function readOmniOrigin(text: string, extraHosts: readonly string[]): string {
  const url = readAddress(text);
  if (!/^\/(api\/?)?$/.test(url.pathname))
    throw new Error('must not have a path other than /api, as in https://acme.omniapp.co');
  const isBelow = (host: string) => url.hostname === host || url.hostname.endsWith(`.${host}`);
  if ([...OMNI_HOSTS, ...extraHosts].some(isBelow) || isLoopback(url)) return url.origin;
  const api = OMNI_HOSTS.find((host) => isBelow(`${EMBED}${host}`));
  if (api) throw new Error(`names ${url.hostname}, which shows embedded pages only; Omni's API is on ${api}`);
  throw new Error(
    `names ${url.hostname}, which is no Omni host; if it is your vanity domain, add it to OMNI_ALLOWED_HOSTS`,
  );
}

/** Entries separated by commas or line breaks, without blanks. */
export const readList = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** The same, where nothing would mean something else than what was written. */
export function readFilledList(text: string): string[] {
  const entries = readList(text);
  if (entries.length === 0) throw new Error('holds no entry: leave it unset, or name one');
  return entries;
}

const QUOTED = /^(["']).*\1$/s;

/** A text that is taken as it is; blanks around it and quotation marks are slips of whoever wrote it. */
export function readText(text: string): string {
  if (text.trim() !== text) throw new Error('must not begin or end with a blank');
  if (QUOTED.test(text)) throw new Error('is in quotation marks: leave them out');
  return text;
}

/** A folder. Only a shell makes a home of `~`; here it would be the name of one. */
export function readFolder(text: string): string {
  if (text.startsWith('~')) throw new Error('begins with ~, which means nothing here: write the whole path');
  return readText(text);
}

/** The address of a PostgreSQL server, which holds a password: marks of an address in it have to be escaped. */
export function readDatabaseUrl(text: string): string {
  if (!/^postgres(ql)?:\/\//i.test(text)) throw new Error('must begin with postgresql://');
  const url = URL.parse(text);
  if (!url || /%(?![0-9a-f]{2})/i.test(text))
    throw new Error('is no address: in the user and the password write % as %25, # as %23, / as %2F, ? as %3F');
  return text;
}

/** An address to listen on. */
export function readListenHost(text: string): string {
  if (isIP(text) === 0 && !/^[\w.-]+$/.test(text))
    throw new Error('must be an address or a host name alone, without https:// and port, such as 0.0.0.0');
  return text;
}

/** Client ids of Okta. */
export function readClientIds(text: string): string[] {
  const ids = readFilledList(text);
  if (!ids.every((id) => /^[\w.:-]+$/.test(id)))
    throw new Error('must hold client ids, such as 0oa1example, and commas');
  return ids;
}

/** A host name, or an IP address as an address bears it. */
const HOST = /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])$/;

/**
 * Hosts as an address bears them; `*.` or a dot in front says no more than the host alone, which stands for all below
 * it.
 */
export function readHosts(text: string): string[] {
  const hosts = readFilledList(text).map((host) => host.toLowerCase().replace(/^\*?\./, ''));
  if (!hosts.every((host) => HOST.test(host)))
    throw new Error('must hold host names alone, such as acme.example: without https://, port and path');
  return hosts;
}

/** Omni API keys; their form is not published, so only what can be no key is refused. */
export function readKeys(text: string): Secret[] {
  const keys = [...new Set(readList(text))];
  if (keys.length === 0) throw new Error('holds no key');
  if (QUOTED.test(text.trim()) || keys.some((key) => QUOTED.test(key)))
    throw new Error('holds quotation marks around a key: leave them out');
  if (keys.some((key) => !/^[!-~]+$/.test(key))) throw new Error('holds a key with blanks or unprintable characters');
  return keys.map((key) => new Secret(key));
}

/** The content of a file that holds a secret. */
export function readSecretFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new Error(`cannot be read (${(thrown as NodeJS.ErrnoException).code ?? 'unknown reason'})`);
  }
}

/** A bearer token, which goes through a header: RFC 6750, section 2.1. */
export function readBearerToken(text: string): Secret {
  const token = text.trim();
  if (!/^[!-~]+$/.test(token)) throw new Error('must be printable ASCII without blanks');
  return new Secret(token);
}

/** The secret of a web app in Okta, which goes through a header or a form. */
export function readClientSecret(text: string): Secret {
  const secret = text.trim();
  if (!/^[!-~]+$/.test(secret)) throw new Error('must be printable ASCII without blanks');
  return new Secret(secret);
}

/**
 * What the Authorization header of an event hook holds, verbatim; inside it may have blanks, as `Basic …` has. What is
 * around a header's value is no part of it: RFC 9110, section 5.5.
 */
export function readHookSecret(text: string): Secret {
  const secret = text.trim();
  if (!/^[!-~]+( [!-~]+)*$/.test(secret)) throw new Error('must be printable ASCII');
  return new Secret(secret);
}
