import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, it } from '@jest/globals';
import { isSetUp } from './is-set-up.ts';

const MAIN_ALONE = { protected_branches: false, custom_branch_policies: true };

it.each([
  [
    'is so when production lets one branch in',
    [{ name: 'Production', deployment_branch_policy: MAIN_ALONE }],
    true,
  ],
  [
    'is not while GitHub made production by itself',
    [{ name: 'production', deployment_branch_policy: null }],
    false,
  ],
  ['is not while only another one is', [{ name: 'staging', deployment_branch_policy: MAIN_ALONE }], false],
  ['is not while there is none', [], false],
])('being set up %s', async (_what, environments, expected) => {
  const server = createServer((request, response) => {
    const isAsked = request.url === '/repos/olaf/tidegate/environments?per_page=100';
    response
      .writeHead(isAsked ? 200 : 404)
      .end(JSON.stringify({ total_count: environments.length, environments }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const api = { base: `http://127.0.0.1:${port}`, token: 'made-up' };
    expect(await isSetUp({ api, repository: 'olaf/tidegate', environment: 'production' })).toBe(expected);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});
