import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, jest, test } from '@jest/globals';
import { askWith, idOf, type Ask } from './ask.ts';
import type { FakeGitHub } from './open-github.ts';
import { openedGitHubs } from './opened.ts';
import type { Run } from './things.ts';

jest.setTimeout(60_000);
const open = openedGitHubs();

interface Scene {
  readonly github: FakeGitHub;
  readonly run: Run;
  readonly ask: Ask;
  /** A method of the service that upload-artifact speaks to. */
  readonly call: (
    method: string,
    content: object,
    run?: Run,
  ) => Promise<{ status: number; content: Record<string, unknown> }>;
}

async function arrange(): Promise<Scene> {
  const github = await open();
  const sha = github.addCommit({ branch: 'main' });
  const run = github.startRun({ workflow: 'x.yml', event: 'push', sha, branch: 'main', actor: 'ann' });
  const ask = askWith(github, github.tokenFor({ permissions: { actions: 'write' } }));
  return {
    github,
    run,
    ask,
    async call(method, content, of = run) {
      const ids = { workflow_run_backend_id: 'run', workflow_job_run_backend_id: 'job' };
      const response = await fetch(
        `${github.resultsUrl}twirp/github.actions.results.api.v1.ArtifactService/${method}`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${github.runtimeToken({ run: of, job: 'build' })}` },
          body: JSON.stringify({ ...ids, ...content }),
        },
      );
      return { status: response.status, content: (await response.json()) as Record<string, unknown> };
    },
  };
}

async function upload({ call }: Scene, { name, bytes }: { name: string; bytes: Buffer }): Promise<void> {
  const { content } = await call('CreateArtifact', { name, version: 4 });
  await put(String(content['signed_upload_url']), bytes);
  await call('FinalizeArtifact', { name, size: String(bytes.length) });
}

async function put(url: string, body: Buffer | string): Promise<number> {
  return (await fetch(url, { method: 'PUT', body: new Uint8Array(Buffer.from(body)) })).status;
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

describe('uploading', () => {
  test('gives the artifact the digest of the archive, and the same bytes come back', async () => {
    const scene = await arrange();
    const bytes = randomBytes(1000);
    await upload(scene, { name: 'release', bytes });
    const { content } = await scene.ask(`GET /actions/runs/${scene.run.id}/artifacts?name=release`);
    expect(content).toMatchObject({
      total_count: 1,
      artifacts: [
        { name: 'release', digest: digestOf(bytes), expired: false, workflow_run: { id: scene.run.id } },
      ],
    });
    const { content: signed } = await scene.call('GetSignedArtifactURL', { name: 'release' });
    const back = await fetch(String(signed['signed_url']));
    expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('takes blocks in the order of their list', async () => {
    const { call, github } = await arrange();
    const { content } = await call('CreateArtifact', { name: 'release', version: 4 });
    const url = String(content['signed_upload_url']);
    expect(await put(`${url}&comp=block&blockid=Yg`, 'world')).toBe(201);
    expect(await put(`${url}&comp=block&blockid=YQ`, 'hello ')).toBe(201);
    expect(
      await put(`${url}&comp=blocklist`, '<BlockList><Latest>YQ</Latest><Latest>Yg</Latest></BlockList>'),
    ).toBe(201);
    expect(await put(`${url}&comp=blocklist`, '<BlockList><Latest>Yw</Latest></BlockList>')).toBe(400);
    const digest = digestOf(Buffer.from('hello world'));
    expect((await call('FinalizeArtifact', { name: 'release', size: '11', hash: digest })).status).toBe(200);
    expect(github.state.artifacts[0]?.digest).toBe(digest);
  });

  test('refuses a size or a hash that is not the blob’s', async () => {
    const { call } = await arrange();
    const { content } = await call('CreateArtifact', { name: 'release', version: 4 });
    await put(String(content['signed_upload_url']), 'hello');
    expect((await call('FinalizeArtifact', { name: 'release', size: '6' })).status).toBe(400);
    const hash = digestOf(Buffer.from('other'));
    expect((await call('FinalizeArtifact', { name: 'release', size: '5', hash })).status).toBe(400);
  });

  test('refuses a name that the run has, until that is deleted; another run may have it', async () => {
    const scene = await arrange();
    await upload(scene, { name: 'release', bytes: randomBytes(10) });
    const create = () => scene.call('CreateArtifact', { name: 'release', version: 4 });
    expect((await create()).status).toBe(409);
    const other = scene.github.startRun({
      workflow: 'x.yml',
      event: 'push',
      sha: scene.run.head_sha,
      actor: 'ann',
    });
    expect((await scene.call('CreateArtifact', { name: 'release', version: 4 }, other)).status).toBe(200);
    expect((await scene.call('DeleteArtifact', { name: 'release' })).content).toMatchObject({ ok: true });
    expect((await create()).status).toBe(200);
  });

  test('refuses a name with a slash, and whoever is no job', async () => {
    const { github, call } = await arrange();
    expect((await call('CreateArtifact', { name: 'a/b', version: 4 })).status).toBe(400);
    const response = await fetch(
      `${github.resultsUrl}twirp/github.actions.results.api.v1.ArtifactService/ListArtifacts`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${github.tokenFor({ permissions: { actions: 'write' } })}` },
        body: '{}',
      },
    );
    expect(response.status).toBe(401);
  });

  test('is nothing that can be seen before its end, and nothing that can be changed after it', async () => {
    const scene = await arrange();
    const { content } = await scene.call('CreateArtifact', { name: 'release', version: 4 });
    expect((await scene.call('ListArtifacts', {})).content).toEqual({ artifacts: [] });
    expect((await scene.ask('GET /actions/artifacts')).content).toMatchObject({ total_count: 0 });
    const url = String(content['signed_upload_url']);
    await put(url, 'hello');
    await scene.call('FinalizeArtifact', { name: 'release', size: '5' });
    expect(await put(url, 'other')).toBe(409);
    expect((await scene.call('ListArtifacts', { name_filter: 'release' })).content).toMatchObject({
      artifacts: [{ name: 'release', size: '5', digest: digestOf(Buffer.from('hello')) }],
    });
  });
});

describe('downloading by REST', () => {
  async function uploaded(): Promise<Scene & { id: number; bytes: Buffer }> {
    const scene = await arrange();
    const bytes = randomBytes(100);
    await upload(scene, { name: 'release', bytes });
    return { ...scene, bytes, id: scene.github.state.artifacts[0]?.id ?? 0 };
  }

  test('is a redirect to an address that needs no token and is good for a minute', async () => {
    const { github, ask, id, bytes } = await uploaded();
    const { status, headers } = await ask(`GET /actions/artifacts/${id}/zip`);
    expect(status).toBe(302);
    const location = headers.get('location') ?? '';
    const first = await fetch(location);
    expect(Buffer.from(await first.arrayBuffer()).equals(bytes)).toBe(true);
    expect(new URL(location).origin).not.toBe(new URL(github.url).origin);
    expect((await fetch(location, { headers: { authorization: 'Bearer taken-along' } })).status).toBe(400);
    expect((await fetch(location.replace('artifact/', 'artifact/1'))).status).toBe(403);
    github.advance(61_000);
    expect((await fetch(location)).status).toBe(403);
  });

  test('is 415 to whoever asks for the bytes themselves', async () => {
    const { github, id } = await uploaded();
    const authorization = `Bearer ${github.tokenFor({ permissions: { actions: 'read' } })}`;
    const response = await fetch(`${github.url}/repos/${github.slug}/actions/artifacts/${id}/zip`, {
      headers: { authorization, accept: 'application/octet-stream' },
    });
    expect(response.status).toBe(415);
  });

  test('is 410 when the artifact expired, which the list still shows', async () => {
    const { github, ask, id } = await uploaded();
    github.advance(91 * 86_400_000);
    expect((await ask(`GET /actions/artifacts/${id}/zip`)).status).toBe(410);
    expect((await ask('GET /actions/artifacts')).content).toMatchObject({ artifacts: [{ expired: true }] });
  });

  test('is not there for the jobs of its run when it expired', async () => {
    const { github, call } = await uploaded();
    expect((await call('ListArtifacts', {})).content).toMatchObject({ artifacts: [{ name: 'release' }] });
    github.advance(91 * 86_400_000);
    expect((await call('ListArtifacts', {})).content).toEqual({ artifacts: [] });
    expect((await call('GetSignedArtifactURL', { name: 'release' })).status).toBe(404);
    expect((await call('CreateArtifact', { name: 'release', version: 4 })).status).toBe(200);
  });

  test('is 404 after the artifact was deleted', async () => {
    const { ask, id } = await uploaded();
    expect(idOf(await ask(`GET /actions/artifacts/${id}`))).toBe(id);
    expect((await ask(`DELETE /actions/artifacts/${id}`)).status).toBe(204);
    expect((await ask(`GET /actions/artifacts/${id}/zip`)).status).toBe(404);
  });
});
