import { BlockList, isIP } from 'node:net';
import { isLoopback } from '../config/loopback.ts';
import { ConnectorError } from '../errors/connector-error.ts';

/** https://www.iana.org/assignments/iana-ipv4-special-registry */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/**
 * https://www.iana.org/assignments/iana-ipv6-special-registry, as far as it lies within the global unicast addresses.
 */
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
/** RFC 4291, section 2.4, of which this is what is given out; IPv4 addresses mapped into IPv6 lie outside. */
const GLOBAL_IPV6 = ['2000::/3'];

function blockOf(subnets: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const block = new BlockList();
  for (const subnet of subnets) {
    const [net = '', prefix] = subnet.split('/');
    block.addSubnet(net, Number(prefix), family);
  }
  return block;
}

const specialIpv4 = blockOf(SPECIAL_IPV4, 'ipv4');
const specialIpv6 = blockOf(SPECIAL_IPV6, 'ipv6');
const globalIpv6 = blockOf(GLOBAL_IPV6, 'ipv6');

/** Whether an IP address is one of the open Internet: not private, loopback, link-local, multicast or reserved. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !specialIpv4.check(address, 'ipv4');
  // A zone (fe80::1%eth0) belongs to a link-local address.
  if (isIP(address) !== 6 || address.includes('%')) return false;
  return globalIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6');
}

/** Why nothing is sent to an address; undefined: it may be. */
function objectionTo(url: URL, allowedHosts: readonly string[]): string | undefined {
  if (!allowedHosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`)))
    return 'CALLBACK_HOSTS does not name it';
  if (isLoopback(url)) return undefined;
  if (url.protocol !== 'https:') return 'its address does not begin with https://';
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !isPublicAddress(literal)) return 'it is not on the open Internet';
  return undefined;
}

/**
 * Checks that a callback may be sent to an address. It may hold a token, so errors name its host alone.
 *
 * @param allowedHosts the setting CALLBACK_HOSTS: these and those below. Loopback is allowed only where it is listed,
 *   and then by http as well.
 * @throws ConnectorError CALLBACK_NOT_ALLOWED
 */
export function checkCallbackAddress(callbackUrl: string, allowedHosts: readonly string[]): URL {
  const url = URL.parse(callbackUrl);
  const problem = url ? objectionTo(url, allowedHosts) : 'it is no address';
  if (!url || problem !== undefined) {
    throw new ConnectorError('CALLBACK_NOT_ALLOWED', { host: url?.hostname ?? 'callbackUrl', problem: problem ?? '' });
  }
  return url;
}
