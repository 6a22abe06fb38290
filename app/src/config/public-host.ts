import { BlockList, isIP } from 'node:net';

const privateAddresses = privateAddressRanges();

/**
 * Whether a URL's host can be reached from outside this machine and its network. A name is public when it has a
 * dot and no suffix that is kept for local use. `.test` (RFC 6761) is let through: a production environment on
 * one machine needs a name that belongs to nobody.
 */
export function isPublicHost(hostname: string): boolean {
  // WHATWG URLs keep IPv6 addresses in brackets, and a name's closing dot.
  const host = hostname
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
  const family = isIP(host);
  if (family !== 0) return !privateAddresses.check(host, family === 6 ? 'ipv6' : 'ipv4');
  return (
    host.includes('.') &&
    !/\.(?:localhost|local|internal|intranet|lan|home|corp|home\.arpa|invalid)$/.test(host)
  );
}

/** Names that documentation uses (RFC 2606), and those that guides write for "your own". */
export function isExampleHost(hostname: string): boolean {
  const host = hostname.replace(/\.$/, '').toLowerCase();
  return (
    /(?:^|\.)example(?:\.(?:com|org|net|edu))?$/.test(host) ||
    /(?:^|\.)your?-?(?:own-?)?(?:domain|site|host|app|company)\./.test(host)
  );
}

function privateAddressRanges(): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
  ] as const) {
    list.addSubnet(network, prefix, 'ipv4');
  }
  list.addAddress('::', 'ipv6');
  list.addAddress('::1', 'ipv6');
  list.addSubnet('fc00::', 7, 'ipv6');
  list.addSubnet('fe80::', 10, 'ipv6');
  return list;
}
