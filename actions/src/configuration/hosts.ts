import { BlockList, isIP } from 'node:net';

export type Reach = 'this-machine' | 'this-network' | 'example' | 'public';

const LOCAL = blockList([
  ['127.0.0.0', 8],
  ['0.0.0.0', 8],
  ['::1', 128],
  ['::', 128],
]);
/** RFC 1918, 6598 (carriers), 3927 (link-local), 4193 and 4291 (the same for IPv6). */
const PRIVATE = blockList([
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['fc00::', 7],
  ['fe80::', 10],
]);

/**
 * From where a URL’s host can be reached, by its name alone. `.test` (RFC 6761) counts as public: it belongs to nobody, and
 * production on one machine needs such a name.
 */
export function reachOf(hostname: string): Reach {
  const host = hostname.toLowerCase().replace(/^\[|\]$|\.$/g, '');
  const family = isIP(host);
  if (family !== 0) {
    const kind = family === 6 ? 'ipv6' : 'ipv4';
    if (LOCAL.check(host, kind)) return 'this-machine';
    return PRIVATE.check(host, kind) ? 'this-network' : 'public';
  }
  if (/(?:^|\.)localhost$/.test(host)) return 'this-machine';
  // RFC 2606, and what guides write for “your own”.
  if (/(?:^|\.)example(?:\.(?:com|org|net|edu))?$/.test(host)) return 'example';
  if (/(?:^|\.)(?:your|my)-?(?:own-?)?(?:domain|site|host|app|company)\./.test(host)) return 'example';
  if (!host.includes('.') || /\.(?:local|internal|intranet|lan|home|corp|invalid|home\.arpa)$/.test(host))
    return 'this-network';
  return 'public';
}

/** The web addresses in a value: one, or several between commas or spaces. */
export function webAddressesIn(value: string): readonly URL[] {
  return value
    .split(/[\s,]+/)
    .map((text) => URL.parse(text))
    .filter((url) => url !== null)
    .filter(({ protocol }) => ['http:', 'https:', 'ws:', 'wss:'].includes(protocol));
}

function blockList(networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks)
    list.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4');
  return list;
}
