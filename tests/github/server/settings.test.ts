import { describe, expect, jest, test } from '@jest/globals';
import { askWith, idOf, type Ask } from './ask.ts';
import type { FakeGitHub, GitHubWish } from './open-github.ts';
import { openedGitHubs } from './opened.ts';

jest.setTimeout(60_000);
const open = openedGitHubs();
const RULESET = {
  name: 'main',
  target: 'branch',
  enforcement: 'active',
  conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
  rules: [{ type: 'deletion' }, { type: 'non_fast_forward' }],
};

async function arrange(wish: GitHubWish = {}): Promise<{ github: FakeGitHub; ask: Ask }> {
  const github = await open(wish);
  return { github, ask: askWith(github, github.tokenFor({ kind: 'person', actor: 'olaf' })) };
}

describe('rulesets', () => {
  test('are made once a name, shown without rules in the list, and apply to their branches', async () => {
    const { ask } = await arrange();
    const made = await ask('POST /rulesets', RULESET);
    expect(made.status).toBe(201);
    expect((await ask('POST /rulesets', RULESET)).status).toBe(422);
    const [listed] = (await ask('GET /rulesets')).content as object[];
    expect(listed).toMatchObject({ name: 'main', enforcement: 'active' });
    expect(listed).not.toHaveProperty('rules');
    expect((await ask(`GET /rulesets/${idOf(made)}`)).content).toMatchObject({ rules: RULESET.rules });
    expect((await ask('GET /rules/branches/main')).content).toMatchObject(RULESET.rules);
    expect((await ask('GET /rules/branches/topic')).content).toEqual([]);
    await ask(`PUT /rulesets/${idOf(made)}`, { enforcement: 'disabled' });
    expect((await ask('GET /rules/branches/main')).content).toEqual([]);
  });

  test('tell who may pass to those alone who may change it', async () => {
    const { github, ask } = await arrange();
    const id = idOf(await ask('POST /rulesets', RULESET));
    expect((await ask(`GET /rulesets/${id}`)).content).toHaveProperty('bypass_actors');
    const job = askWith(github, github.tokenFor({ permissions: { contents: 'write' } }));
    expect((await job(`GET /rulesets/${id}`)).content).not.toHaveProperty('bypass_actors');
  });

  test('are refused to a private repository on free, and open to it on team', async () => {
    for (const [plan, status] of [
      ['free', 403],
      ['team', 201],
    ] as const) {
      const { ask } = await arrange({ isPrivate: true, plan });
      const answer = await ask('POST /rulesets', RULESET);
      expect(answer.status).toBe(status);
      if (status === 403)
        expect(answer.content).toMatchObject({
          message: expect.stringContaining('Upgrade to GitHub Pro') as unknown,
        });
    }
  });
});

describe('settings', () => {
  test('of immutable releases are 404 while off', async () => {
    const { ask } = await arrange();
    expect((await ask('GET /immutable-releases')).status).toBe(404);
    expect((await ask('PUT /immutable-releases')).status).toBe(204);
    expect((await ask('GET /immutable-releases')).content).toEqual({
      enabled: true,
      enforced_by_owner: false,
    });
    expect((await ask('DELETE /immutable-releases')).status).toBe(204);
    expect((await ask('GET /immutable-releases')).status).toBe(404);
  });

  test('of Actions keep what was set', async () => {
    const { ask } = await arrange();
    expect((await ask('GET /actions/permissions/selected-actions')).status).toBe(409);
    await ask('PUT /actions/permissions', {
      enabled: true,
      allowed_actions: 'selected',
      sha_pinning_required: true,
    });
    expect((await ask('GET /actions/permissions')).content).toEqual({
      enabled: true,
      allowed_actions: 'selected',
      sha_pinning_required: true,
    });
    expect(
      (await ask('PUT /actions/permissions/selected-actions', { patterns_allowed: ['octo/*'] })).status,
    ).toBe(204);
    expect((await ask('GET /actions/permissions/selected-actions')).content).toMatchObject({
      patterns_allowed: ['octo/*'],
    });
  });

  test('of the repository are changed by an administrator', async () => {
    const { github, ask } = await arrange();
    expect((await ask('PATCH ', { allow_auto_merge: true })).content).toMatchObject({
      allow_auto_merge: true,
    });
    const job = askWith(github, github.tokenFor({ permissions: { contents: 'write' } }));
    expect((await job('PATCH ', { allow_auto_merge: false })).status).toBe(403);
    expect((await job('GET ')).content).toMatchObject({
      default_branch: 'main',
      private: false,
      allow_auto_merge: true,
    });
  });
});

describe('attestations', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  function bundle(predicateType: string): object {
    const statement = { subject: [{ name: 'x', digest: { sha256: 'a'.repeat(64) } }], predicateType };
    const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
    return {
      bundle: {
        mediaType: 'x',
        dsseEnvelope: { payload, payloadType: 'application/vnd.in-toto+json', signatures: [] },
      },
    };
  }

  test('are found by the digest and kind they are about, newest first, page by page', async () => {
    const { github } = await arrange();
    const ask = askWith(github, github.tokenFor({ permissions: { attestations: 'write' } }));
    expect((await ask(`GET /attestations/${digest}`)).status).toBe(404);
    for (const kind of [
      'https://slsa.dev/provenance/v1',
      'https://cyclonedx.org/bom',
      'https://example.com/test',
    ])
      expect((await ask('POST /attestations', bundle(kind))).status).toBe(201);
    const first = await ask(`GET /attestations/${digest}?per_page=2`);
    const next = new URL(/<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '');
    const second = await ask(`GET /${next.pathname}${next.search}`);
    const counts = [first, second].map(
      ({ content }) => (content as { attestations: object[] }).attestations.length,
    );
    expect(counts).toEqual([2, 1]);
    const provenance = await ask(`GET /attestations/${digest}?predicate_type=provenance`);
    expect((provenance.content as { attestations: object[] }).attestations).toHaveLength(1);
    expect((await ask(`GET /attestations/sha256:${'b'.repeat(64)}`)).status).toBe(404);
  });

  test('need a statement inside', async () => {
    const { github } = await arrange();
    const ask = askWith(github, github.tokenFor({ permissions: { attestations: 'write' } }));
    expect((await ask('POST /attestations', { bundle: { dsseEnvelope: {} } })).status).toBe(422);
  });

  test.each([
    ['free', 403],
    ['team', 403],
    ['enterprise', 201],
  ] as const)('of a private repository on %s answer %d', async (plan, status) => {
    const { github } = await arrange({ isPrivate: true, plan });
    const ask = askWith(github, github.tokenFor({ permissions: { attestations: 'write' } }));
    expect((await ask('POST /attestations', bundle('https://slsa.dev/provenance/v1'))).status).toBe(status);
  });
});

test('a role is told of anybody, and in public everybody reads', async () => {
  const { github } = await arrange();
  const ask = askWith(github, github.tokenFor({}));
  const roles = await Promise.all(
    ['olaf', 'ann', 'eve'].map(
      async (name) =>
        ((await ask(`GET /collaborators/${name}/permission`)).content as { permission: string }).permission,
    ),
  );
  expect(roles).toEqual(['admin', 'write', 'read']);
});
