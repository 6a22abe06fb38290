import { describe, expect, it } from '@jest/globals';
import { reachOf, webAddressesIn } from './hosts.ts';

describe('from where an address can be reached', () => {
  it.each([
    ['http://localhost:3000', 'this-machine'],
    ['http://LOCALHOST.', 'this-machine'],
    ['http://app.localhost', 'this-machine'],
    ['http://2130706433', 'this-machine'],
    ['http://0.0.0.0', 'this-machine'],
    ['http://[::1]', 'this-machine'],
    ['http://[::ffff:127.0.0.1]', 'this-machine'],
    ['http://172.31.0.1', 'this-network'],
    ['http://169.254.169.254', 'this-network'],
    ['http://[fd00::1]', 'this-network'],
    ['http://[::ffff:10.0.0.1]', 'this-network'],
    ['http://intranet', 'this-network'],
    ['http://db.internal', 'this-network'],
    ['http://printer.local', 'this-network'],
    ['http://example.com', 'example'],
    ['http://www.your-domain.com', 'example'],
    ['http://172.32.0.1', 'public'],
    ['http://8.8.8.8', 'public'],
    ['http://shop.test', 'public'],
    ['http://localhost.acme.com', 'public'],
    ['http://example.acme.com', 'public'],
  ])('%s: %s', (address, reach) => {
    expect(webAddressesIn(address).map(({ hostname }) => reachOf(hostname))).toEqual([reach]);
  });

  it('is asked of web addresses alone, of each in a list', () => {
    expect(webAddressesIn('postgres://localhost/a')).toEqual([]);
    expect(webAddressesIn('https://a.test, wss://b.test https://c.test').map(({ host }) => host)).toEqual([
      'a.test',
      'b.test',
      'c.test',
    ]);
  });
});
