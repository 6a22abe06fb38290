import { describe, expect, jest, test } from '@jest/globals';
import { askWith, type Ask } from './ask.ts';
import { openedGitHubs } from './opened.ts';
import type { FakeGitHub } from './open-github.ts';

jest.setTimeout(60_000);
const open = openedGitHubs();

async function arrange(): Promise<{ github: FakeGitHub; sha: string; ask: Ask }> {
  const github = await open();
  const sha = github.addCommit({ branch: 'main' });
  const token = github.tokenFor({ permissions: { deployments: 'write', statuses: 'write' } });
  return { github, sha, ask: askWith(github, token) };
}

const PLAIN = { auto_merge: false, required_contexts: [] };

describe('making a deployment', () => {
  test('answers 201 and says production where no environment is given', async () => {
    const { ask, sha } = await arrange();
    const { status, content } = await ask('POST /deployments', { ref: sha, ...PLAIN });
    expect(status).toBe(201);
    expect(content).toMatchObject({
      sha,
      task: 'deploy',
      environment: 'production',
      production_environment: true,
    });
  });

  test('merges the default branch instead, and makes none, unless told not to', async () => {
    const { github, ask } = await arrange();
    const main = github.addCommit({ branch: 'main', files: { a: '1' } });
    const [parent] = (await github.state.git.commit(main))?.parents ?? [];
    const topic = github.addCommit({ parents: [parent ?? ''], files: { b: '1' } });
    await github.state.git.setRef('refs/heads/topic', topic);
    expect((await ask('POST /deployments', { ref: 'topic' })).status).toBe(202);
    expect(github.state.deployments).toEqual([]);
    expect(await github.state.git.resolve('topic')).not.toBe(topic);
  });

  test('refuses what cannot be merged with the default branch', async () => {
    const { github, ask, sha } = await arrange();
    github.addCommit({ branch: 'main', files: { a: '1' } });
    const topic = github.addCommit({ parents: [sha], files: { a: '2' } });
    await github.state.git.setRef('refs/heads/topic', topic);
    expect((await ask('POST /deployments', { ref: 'topic' })).status).toBe(409);
  });

  test('asks for every status of the commit unless contexts are named', async () => {
    const { ask, sha } = await arrange();
    await ask(`POST /statuses/${sha}`, { state: 'pending', context: 'ci' });
    const left = await ask('POST /deployments', { ref: sha, auto_merge: false });
    const none = await ask('POST /deployments', { ref: sha, ...PLAIN });
    await ask(`POST /statuses/${sha}`, { state: 'success', context: 'ci' });
    const right = await ask('POST /deployments', { ref: sha, auto_merge: false });
    const unknown = await ask('POST /deployments', {
      ref: sha,
      auto_merge: false,
      required_contexts: ['other'],
    });
    expect([left, none, right, unknown].map(({ status }) => status)).toEqual([409, 201, 201, 409]);
  });

  test('refuses a ref that is not there, a long description, a field it does not know', async () => {
    const { ask, sha } = await arrange();
    const wishes = [
      { ref: 'nowhere', ...PLAIN },
      { ref: sha, ...PLAIN, description: 'x'.repeat(141) },
      { ref: sha, ...PLAIN, automerge: false },
      PLAIN,
    ];
    for (const wish of wishes) expect((await ask('POST /deployments', wish)).status).toBe(422);
  });

  test('makes an environment that is not there, without protection', async () => {
    const { github, ask, sha } = await arrange();
    await ask('POST /deployments', { ref: sha, ...PLAIN, environment: 'prodution' });
    expect(github.state.environments.get('prodution')?.reviewers).toEqual([]);
  });
});

describe('listing deployments', () => {
  test('gives the newest first, filtered, page by page', async () => {
    const { ask, sha } = await arrange();
    for (const environment of ['a', 'b', 'a', 'a'])
      await ask('POST /deployments', { ref: sha, ...PLAIN, environment });
    const first = await ask('GET /deployments?environment=a&per_page=2');
    expect(first.headers.get('link')).toMatch(/<http[^>]+environment=a[^>]+page=2>; rel="next"/);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await ask(`GET /${new URL(next).pathname}${new URL(next).search}`);
    const ids = [first, second].flatMap(({ content }) => (content as { id: number }[]).map(({ id }) => id));
    expect(ids).toHaveLength(3);
    expect(ids).toEqual(ids.toSorted((a, b) => b - a));
    expect(second.headers.get('link')).not.toContain('rel="next"');
  });
});

describe('statuses of deployments', () => {
  async function deployTwice(environment: string): Promise<string[]> {
    const { ask, sha } = await arrange();
    const ids: number[] = [];
    for (let each = 0; each < 2; each += 1) {
      const { content } = await ask('POST /deployments', { ref: sha, ...PLAIN, environment });
      const { id } = content as { id: number };
      ids.push(id);
      await ask(`POST /deployments/${id}/statuses`, { state: 'success' });
    }
    const answers = await Promise.all(ids.map((id) => ask(`GET /deployments/${id}/statuses`)));
    return answers.map(({ content }) => (content as { state: string }[])[0]?.state ?? 'none');
  }

  test('a success makes the one before inactive', async () => {
    expect(await deployTwice('staging')).toEqual(['inactive', 'success']);
  });

  test('but never in production', async () => {
    expect(await deployTwice('production')).toEqual(['success', 'success']);
  });

  test('refuses a state that is none, and a description of more than 140 characters', async () => {
    const { ask, sha } = await arrange();
    const { content } = await ask('POST /deployments', { ref: sha, ...PLAIN });
    const path = `POST /deployments/${(content as { id: number }).id}/statuses`;
    expect((await ask(path, { state: 'done' })).status).toBe(422);
    expect((await ask(path, { state: 'failure', description: 'x'.repeat(141) })).status).toBe(422);
    expect((await ask(path, { state: 'failure', description: 'x'.repeat(140) })).status).toBe(201);
  });
});

describe('deleting a deployment', () => {
  test('takes an inactive one, or the only one', async () => {
    const { ask, sha } = await arrange();
    const ids: number[] = [];
    for (let each = 0; each < 2; each += 1) {
      const { content } = await ask('POST /deployments', { ref: sha, ...PLAIN, environment: 'staging' });
      ids.push((content as { id: number }).id);
    }
    const [one = 0, other = 0] = ids;
    expect((await ask(`DELETE /deployments/${one}`)).status).toBe(422);
    await ask(`POST /deployments/${one}/statuses`, { state: 'inactive' });
    expect((await ask(`DELETE /deployments/${one}`)).status).toBe(204);
    expect((await ask(`DELETE /deployments/${other}`)).status).toBe(204);
  });
});
