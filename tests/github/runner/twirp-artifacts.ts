import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ArtifactStore, JobHandle, StoredArtifact } from './server-port.ts';

const listSchema = z.looseObject({
  artifacts: z.array(z.looseObject({ database_id: z.string(), name: z.string(), digest: z.string() })),
});

/** As the artifact client speaks with GitHub: by its own service within a run, by REST across runs. */
export function twirpArtifacts({
  url,
  slug,
}: {
  readonly url: string;
  readonly slug: string;
}): ArtifactStore {
  const rest = `${url}/repos/${slug}/actions`;
  return {
    async save({ job, name, bytes, overwrite, mimeType }) {
      const place = { ...placeOf(job), name };
      const isThere = (await listed(url, job)).some((each) => each.name === name);
      if (overwrite && isThere) await ask(url, { job, method: 'DeleteArtifact', content: place });
      const made = await ask(url, {
        job,
        method: 'CreateArtifact',
        content: { ...place, version: 7, mime_type: mimeType },
      });
      const { signed_upload_url: address } = z.looseObject({ signed_upload_url: z.string() }).parse(made);
      await checked(
        await fetch(address, {
          method: 'PUT',
          body: new Uint8Array(bytes),
          headers: { 'x-ms-blob-type': 'BlockBlob' },
        }),
      );
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      const kept = await ask(url, {
        job,
        method: 'FinalizeArtifact',
        content: { ...place, size: String(bytes.length), hash: digest },
      });
      const { artifact_id: id } = z.looseObject({ artifact_id: z.string() }).parse(kept);
      return { id: Number(id), name, digest };
    },
    async list({ job, runId }) {
      if (runId === undefined || runId === job.run.id) return await listed(url, job);
      const answer = await checked(
        await fetch(`${rest}/runs/${runId}/artifacts?per_page=100`, { headers: headersOf(job) }),
      );
      const { artifacts } = z
        .looseObject({
          artifacts: z.array(z.looseObject({ id: z.int(), name: z.string(), digest: z.string() })),
        })
        .parse(await answer.json());
      return artifacts;
    },
    async read({ job, id, runId }) {
      if (runId !== undefined && runId !== job.run.id)
        return await bytesAt(`${rest}/artifacts/${id}/zip`, headersOf(job));
      const found = (await listed(url, job)).find((each) => each.id === id);
      const told = await ask(url, {
        job,
        method: 'GetSignedArtifactURL',
        content: { ...placeOf(job), name: found?.name ?? '' },
      });
      const { signed_url: address } = z.looseObject({ signed_url: z.string() }).parse(told);
      return await bytesAt(address, {});
    },
  };
}

async function bytesAt(
  address: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ bytes: Buffer; mimeType: string }> {
  const answer = await checked(await fetch(address, { headers }));
  const bytes = Buffer.from(await answer.arrayBuffer());
  // A zip begins with PK: the blob store tells no type that can be relied on.
  return {
    bytes,
    mimeType: bytes.subarray(0, 2).toString() === 'PK' ? 'application/zip' : 'application/octet-stream',
  };
}

async function listed(url: string, job: JobHandle): Promise<readonly StoredArtifact[]> {
  const answer = listSchema.parse(await ask(url, { job, method: 'ListArtifacts', content: placeOf(job) }));
  return answer.artifacts.map(({ database_id: id, name, digest }) => ({ id: Number(id), name, digest }));
}

function placeOf({ run, id }: JobHandle): Record<string, string> {
  return { workflow_run_backend_id: `run-${run.id}`, workflow_job_run_backend_id: `job-${id}` };
}

async function ask(
  url: string,
  { job, method, content }: { job: JobHandle; method: string; content: object },
): Promise<unknown> {
  const answer = await fetch(`${url}/twirp/github.actions.results.api.v1.ArtifactService/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${job.runtimeToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(content),
  });
  return await (await checked(answer)).json();
}

function headersOf({ token }: JobHandle): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
  };
}

async function checked(answer: Response): Promise<Response> {
  if (answer.ok) return answer;
  const { pathname } = new URL(answer.url);
  throw new Error(`${pathname} answered ${answer.status}: ${await answer.text()}`);
}
