import dns, { type LookupAddress } from 'node:dns';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import axios, { type AxiosError } from 'axios';
import type { Clock } from '../../base/clock.ts';
import { type Finding, lookInTurn, type Seen, Wrong } from './finding.ts';

/** A host that the connector talks to. */
export interface Host {
  /** As a person calls it. */
  readonly name: string;
  /** The setting that names it. */
  readonly setting: string;
  /** An address of it that answers without a credential, whatever the status. */
  readonly url: URL;
}

/** What the steps have found. */
export interface Reached {
  readonly findings: readonly Finding[];
  /** By how many ms this machine's clock is ahead of what the host says of the time; undefined: it said nothing. */
  readonly aheadMs: number | undefined;
}

const PATIENCE_MS = 10_000;
/** Through a proxy the machine itself may reach nothing, and need not. https://axios-http.com/docs/req_config */
const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'];

/** What an error of the socket or of TLS means. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const TLS_FIXES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "Renew the certificate there, or set this machine's clock.",
  CERT_NOT_YET_VALID: "Set this machine's clock.",
  ERR_TLS_CERT_ALTNAME_INVALID: 'Name the host that its certificate is for.',
};
const UNTRUSTED =
  'Let this machine trust who signed the certificate, such as a proxy of your company: NODE_EXTRA_CA_CERTS names a file with its certificate.';
const FIREWALL = 'Let this machine reach it: a firewall, a route or an outgoing rule is in the way.';

const portOf = ({ port, protocol }: URL): number => Number(port) || (protocol === 'https:' ? 443 : 80);
/** Without the brackets of IPv6. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');
const codeOf = (thrown: unknown): string => (thrown as NodeJS.ErrnoException).code ?? 'no reason given';

const addressesOf = (host: string): Promise<LookupAddress[]> =>
  new Promise((done, fail) => {
    dns.lookup(host, { all: true }, (error, addresses) => (error ? fail(error) : done(addresses)));
  });

async function resolve({ setting, url }: Host): Promise<Seen> {
  const host = hostOf(url);
  if (isIP(host)) return `${host} is an address already.`;
  const found = await addressesOf(host).catch((thrown: unknown) => {
    const fix = `Correct ${setting}, or the name service of this machine.`;
    throw new Wrong(`The name ${host} is not found (${codeOf(thrown)}).`, fix);
  });
  return `${host} is ${found.map(({ address }) => address).join(', ')}.`;
}

/** Connects for a moment. @throws the error of the socket, with its code */
function connectOnce(open: () => ReturnType<typeof connectTcp>, ready: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((done, fail) => {
    const socket = open();
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })));
    socket.once('error', fail);
    socket.once(ready, () => {
      socket.destroy();
      done();
    });
  });
}

async function reachPort({ setting, url }: Host): Promise<Seen> {
  const [host, port] = [hostOf(url), portOf(url)];
  await connectOnce(() => connectTcp({ host, port }), 'connect').catch((thrown: unknown) => {
    const refused = codeOf(thrown) === 'ECONNREFUSED';
    const fix = refused ? `Correct ${setting}: nothing listens at that host and port.` : FIREWALL;
    throw new Wrong(`Port ${port} of ${host} cannot be reached (${codeOf(thrown)}).`, fix);
  });
  return `Port ${port} of ${host} is open.`;
}

async function shakeHands({ url }: Host): Promise<Seen> {
  if (url.protocol === 'http:') return 'There is none on loopback.';
  const [host, port] = [hostOf(url), portOf(url)];
  const servername = isIP(host) ? '' : host;
  await connectOnce(() => connectTls({ host, port, servername }), 'secureConnect').catch((thrown: unknown) => {
    const code = codeOf(thrown);
    const isNoTls = code === 'ECONNRESET' || code.startsWith('ERR_SSL');
    const fix = isNoTls ? 'What listens there speaks no TLS: correct host and port.' : (TLS_FIXES[code] ?? UNTRUSTED);
    throw new Wrong(`No safe connection to ${host} (${code}).`, fix);
  });
  return `${host} shows a certificate that this machine trusts.`;
}

/** Where an answer sends on to another host; undefined: nowhere. */
function elsewhere(location: unknown, url: URL): string | undefined {
  const target = typeof location === 'string' ? URL.parse(location, url.href) : null;
  return target && target.origin !== url.origin ? target.origin : undefined;
}

async function ask({ name, setting, url }: Host, hear: (date: number) => void): Promise<Seen> {
  const http = axios.create({ timeout: PATIENCE_MS, maxRedirects: 0, validateStatus: () => true });
  const answer = await http.get(url.href, { responseType: 'stream' }).catch((thrown: AxiosError) => {
    // The error itself holds the request.
    throw new Wrong(`${url.host} gives no answer (${codeOf(thrown)}).`, FIREWALL);
  });
  answer.data.destroy();
  const { status, headers } = answer;
  // RFC 9110, section 6.6.1: it says the time.
  const date = Date.parse(String(headers.date));
  if (Number.isFinite(date)) hear(date);
  const target = elsewhere(headers.location, url);
  if (target !== undefined) {
    throw new Wrong(`${url.host} sends on to ${target}, which the connector never follows.`, `Correct ${setting}.`);
  }
  if (status >= 500)
    throw new Wrong(`${url.host} answers ${status}.`, `${name} is down, or a proxy before it: try later.`);
  return `${url.host} answers.`;
}

/**
 * Looks how far a connection to a host comes: its name, its port, TLS, an answer; each a finding, up to the first that
 * fails.
 */
export async function reach(host: Host, environment: NodeJS.ProcessEnv, clock: Clock): Promise<Reached> {
  let aheadMs: number | undefined;
  const hear = (date: number): void => {
    aheadMs = clock.now() - date;
  };
  const http = [`${host.name}: HTTP`, () => ask(host, hear)] as const;
  const steps = [
    [`${host.name}: DNS`, () => resolve(host)],
    [`${host.name}: TCP`, () => reachPort(host)],
    [`${host.name}: TLS`, () => shakeHands(host)],
    http,
  ] as const;
  const isProxied = PROXIES.some((variable) => environment[variable]);
  const findings = await lookInTurn(isProxied ? [http] : steps);
  return { findings, aheadMs };
}
