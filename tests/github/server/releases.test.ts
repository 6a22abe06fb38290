import { createHash } from 'node:crypto';
import { describe, expect, jest, test } from '@jest/globals';
import { askWith, idOf, type Ask } from './ask.ts';
import type { FakeGitHub } from './open-github.ts';
import { openedGitHubs } from './opened.ts';

jest.setTimeout(60_000);
const open = openedGitHubs();

interface Scene {
  readonly github: FakeGitHub;
  readonly sha: string;
  readonly ask: Ask;
  readonly token: string;
  readonly upload: (
    release: number,
    wish: { name: string; bytes: string; type?: string | null },
  ) => Promise<Response>;
}

async function arrange({ isImmutable = false } = {}): Promise<Scene> {
  const github = await open();
  github.state.settings.immutableReleases = isImmutable;
  const sha = github.addCommit({ branch: 'main' });
  const token = github.tokenFor({ permissions: { contents: 'write' } });
  const ask = askWith(github, token);
  return {
    github,
    sha,
    ask,
    token,
    async upload(release, { name, bytes, type = 'application/gzip' }) {
      const url = `${github.uploadsUrl}/repos/${github.slug}/releases/${release}/assets?name=${encodeURIComponent(name)}`;
      const headers = {
        authorization: `Bearer ${token}`,
        ...(type === null ? {} : { 'content-type': type }),
      };
      return await fetch(url, { method: 'POST', headers, body: new Uint8Array(Buffer.from(bytes)) });
    },
  };
}

describe('a draft', () => {
  test('has no tag, is found by its number only, and is hidden from readers', async () => {
    const { github, ask } = await arrange();
    const id = idOf(await ask('POST /releases', { tag_name: 'v1', draft: true }));
    expect(await github.state.git.resolve('refs/tags/v1')).toBeUndefined();
    expect((await ask('GET /releases/tags/v1')).status).toBe(404);
    expect((await ask('GET /releases/latest')).status).toBe(404);
    expect((await ask(`GET /releases/${id}`)).content).toMatchObject({ draft: true, immutable: false });
    const reader = askWith(github, github.tokenFor({ permissions: { contents: 'read' } }));
    expect((await reader(`GET /releases/${id}`)).status).toBe(404);
    expect((await reader('GET /releases')).content).toEqual([]);
  });

  test('makes the tag when it is published', async () => {
    const { github, ask, sha } = await arrange();
    const id = idOf(await ask('POST /releases', { tag_name: 'v1', target_commitish: sha, draft: true }));
    github.addCommit({ branch: 'main' });
    await ask(`PATCH /releases/${id}`, { draft: false });
    expect(await github.state.git.resolve('refs/tags/v1')).toBe(sha);
    expect((await ask('GET /releases/tags/v1')).content).toMatchObject({ id, draft: false });
    expect((await ask('GET /releases/latest')).content).toMatchObject({ id });
  });

  test('may have the tag of another until it is published', async () => {
    const { ask } = await arrange();
    expect((await ask('POST /releases', { tag_name: 'v1' })).status).toBe(201);
    const second = await ask('POST /releases', { tag_name: 'v1', draft: true });
    expect(second.status).toBe(201);
    expect((await ask(`PATCH /releases/${idOf(second)}`, { draft: false })).status).toBe(422);
  });
});

describe('an asset', () => {
  test('goes to the uploads host, gets a digest, and comes back by a redirect', async () => {
    const { github, ask, token, upload } = await arrange();
    const release = await ask('POST /releases', { tag_name: 'v1', draft: true });
    expect(release.content).toMatchObject({
      upload_url: expect.stringContaining(github.uploadsUrl) as unknown,
    });
    const answer = await upload(idOf(release), { name: 'a b.tgz', bytes: 'hello' });
    const digest = `sha256:${createHash('sha256').update('hello').digest('hex')}`;
    const asset = (await answer.json()) as { id: number };
    expect(asset).toMatchObject({ name: 'a.b.tgz', size: 5, digest, state: 'uploaded' });
    const url = `${github.url}/repos/${github.slug}/releases/assets/${asset.id}`;
    const headers = { authorization: `Bearer ${token}`, accept: 'application/octet-stream' };
    expect((await fetch(url, { headers, redirect: 'manual' })).status).toBe(302);
    expect(await (await fetch(url, { headers })).text()).toBe('hello');
  });

  test('is refused at the other host, without type, empty, or under a name that is there', async () => {
    const { ask, upload } = await arrange();
    const id = idOf(await ask('POST /releases', { tag_name: 'v1', draft: true }));
    const answers = [
      await ask(`POST /releases/${id}/assets?name=a`),
      await upload(id, { name: 'a', bytes: 'x', type: null }),
      await upload(id, { name: 'a', bytes: '' }),
      await upload(id, { name: 'a', bytes: 'x' }),
      await upload(id, { name: 'a', bytes: 'y' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 400, 422, 201, 422]);
  });
});

describe('where releases are immutable', () => {
  test('nothing of one changes after it is published but title and notes', async () => {
    const { github, ask, sha, upload } = await arrange({ isImmutable: true });
    const id = idOf(await ask('POST /releases', { tag_name: 'v1', draft: true }));
    const asset = (await (await upload(id, { name: 'a', bytes: 'x' })).json()) as { id: number };
    expect((await ask(`PATCH /releases/${id}`, { draft: false })).content).toMatchObject({ immutable: true });
    const git = askWith(github, github.tokenFor({ permissions: { contents: 'write' } }));
    const later = github.addCommit({ branch: 'main' });
    const answers = [
      await upload(id, { name: 'b', bytes: 'x' }),
      await ask(`DELETE /releases/assets/${asset.id}`),
      await ask(`PATCH /releases/assets/${asset.id}`, { name: 'c' }),
      await ask(`PATCH /releases/${id}`, { tag_name: 'v2' }),
      await ask(`PATCH /releases/${id}`, { draft: true }),
      await git('PATCH /git/refs/tags/v1', { sha: later, force: true }),
      await git('DELETE /git/refs/tags/v1'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422, 422, 422]);
    expect((await ask(`PATCH /releases/${id}`, { name: 'One', body: 'Notes' })).status).toBe(200);
    expect(await github.state.git.resolve('refs/tags/v1')).toBe(sha);
  });

  test('a tag is used once, even after its release was deleted', async () => {
    const { ask } = await arrange({ isImmutable: true });
    const id = idOf(await ask('POST /releases', { tag_name: 'v1' }));
    expect((await ask(`DELETE /releases/${id}`)).status).toBe(204);
    expect((await ask('POST /releases', { tag_name: 'v1' })).status).toBe(422);
  });

  test('those published before stay changeable', async () => {
    const { github, ask, upload } = await arrange();
    const id = idOf(await ask('POST /releases', { tag_name: 'v1' }));
    github.state.settings.immutableReleases = true;
    expect((await upload(id, { name: 'a', bytes: 'x' })).status).toBe(201);
  });
});

test('a job’s token can’t release a commit whose workflows differ from the default branch’s', async () => {
  const { github, ask, sha } = await arrange();
  const topic = github.addCommit({ parents: [sha], files: { '.github/workflows/x.yml': 'on: push' } });
  expect((await ask('POST /releases', { tag_name: 'v1', target_commitish: topic })).status).toBe(403);
  const other = github.addCommit({ parents: [sha], files: { 'readme.md': 'x' } });
  expect((await ask('POST /releases', { tag_name: 'v1', target_commitish: other })).status).toBe(201);
});

test('a target that is not there is refused', async () => {
  const { ask } = await arrange();
  expect((await ask('POST /releases', { tag_name: 'v1', target_commitish: 'nowhere' })).status).toBe(422);
});
