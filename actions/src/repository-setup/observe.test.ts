import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import type { Desired } from './desired.ts';
import { observe } from './observe.ts';
import type { Observed } from './observed.ts';

const DESIRED: Desired = {
  branch: 'main',
  environments: [],
  ruleset: { name: 'tidegate-main', check: 'ci-ok', checkBy: null },
  actions: { patterns: [] },
  labels: [],
};
const SEEN_BY_ANYBODY = {
  '': { private: false, default_branch: 'main' },
  '/environments': { environments: [] },
  '/rulesets': [{ id: 1, name: 'tidegate-main' }],
  '/rulesets/1': { id: 1, enforcement: 'active', rules: [] },
  '/labels': [],
};
const SEEN_BY_AN_ADMINISTRATOR = { '/actions/permissions': { enabled: true, allowed_actions: 'all' } };

/** A GitHub to which everything else is not there. */
async function observedWith(answers: Readonly<Record<string, unknown>>): Promise<Observed> {
  const server = createServer((request, response) => {
    const content = answers[(request.url ?? '').replace('/repos/octo/shop', '').replace(/\?.*/, '')];
    response.statusCode = content === undefined ? 404 : 200;
    response.end(JSON.stringify(content ?? { message: 'Not Found' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await observe({ base, token: 'none', slug: 'octo/shop' }, DESIRED);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

it('takes "not found" for off only from whoever may see the like', async () => {
  const stranger = await observedWith(SEEN_BY_ANYBODY);
  expect([stranger.actions.kind, stranger.immutableReleases.kind]).toEqual(['hidden', 'hidden']);
  const administrator = await observedWith({ ...SEEN_BY_ANYBODY, ...SEEN_BY_AN_ADMINISTRATOR });
  expect(administrator.immutableReleases).toEqual({ kind: 'read', value: false });
});

it('does not take a list of who may bypass that is left out for an empty one', async () => {
  const { ruleset } = await observedWith(SEEN_BY_ANYBODY);
  expect(ruleset).toMatchObject({ kind: 'read', value: { bypassActors: null } });
  const { ruleset: shown } = await observedWith({
    ...SEEN_BY_ANYBODY,
    '/rulesets/1': { id: 1, enforcement: 'active', bypass_actors: [], rules: [] },
  });
  expect(shown).toMatchObject({ kind: 'read', value: { bypassActors: 0 } });
});
