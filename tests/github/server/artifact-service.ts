import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Refusal, type Answer } from './answer.ts';
import { signedUrl } from './blobs.ts';
import type { Request } from './request.ts';
import { runOfToken } from './runtime-token.ts';
import { isExpired } from './show-run.ts';
import type { Artifact } from './things.ts';
import type { World } from './world.ts';

const SERVICE = '/twirp/github.actions.results.api.v1.ArtifactService/';
const DAY_MS = 86_400_000;
/** https://github.com/actions/toolkit/blob/main/packages/artifact/docs/additional-information.md */
const FORBIDDEN = /["\r\n:<>|*?\\/]/;
const MOST_A_JOB = 500;

const text = z.string().min(1);
/** 64-bit numbers are texts in protobuf’s JSON, and optional values are bare. */
const wrapped = z.union([z.string(), z.number()]).nullish().transform(leftOut);
const ids = { workflow_run_backend_id: text, workflow_job_run_backend_id: text };
const createSchema = z.strictObject({
  ...ids,
  name: text,
  version: z.int(),
  expires_at: z.string().nullish().transform(leftOut),
  mime_type: z.string().nullish().transform(leftOut),
});
const finalizeSchema = z.strictObject({
  ...ids,
  name: text,
  size: wrapped,
  hash: z.string().nullish().transform(leftOut),
});
const listSchema = z.strictObject({
  ...ids,
  name_filter: z.string().nullish().transform(leftOut),
  id_filter: wrapped,
});
const nameSchema = z.strictObject({ ...ids, name: text });

function leftOut<Value>(value: Value | null | undefined): Value | undefined {
  return value ?? undefined;
}

interface Place {
  readonly run: number;
  readonly attempt: number;
}

type Method = (world: World, place: Place, content: unknown) => object;

const methods: Readonly<Record<string, Method>> = {
  CreateArtifact: createArtifact,
  FinalizeArtifact: finalizeArtifact,
  ListArtifacts: listArtifacts,
  GetSignedArtifactURL: artifactUrl,
  DeleteArtifact: deleteArtifact,
};

/** What upload-artifact and download-artifact speak, since version 4. A job’s runtime token opens its own run and no other. */
export function answerTwirp(world: World, { method, address, headers, bytes }: Request): Answer {
  const work = methods[address.pathname.replace(SERVICE, '')];
  if (method !== 'POST' || work === undefined) return twirpError(404, 'bad_route', address.pathname);
  const place = runOfToken(world, headers.authorization);
  if (place === undefined) return twirpError(401, 'unauthenticated', 'token is not a job’s');
  try {
    const content: unknown = JSON.parse(bytes.toString('utf8'));
    return { status: 200, content: work(world, place, snakeCased(content)) };
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      return twirpError(400, 'malformed', error.message);
    if (error instanceof Refusal) return twirpError(error.answer.status, 'refused', error.message);
    throw error;
  }
}

function twirpError(status: number, code: string, message: string): Answer {
  const codes: Record<number, string> = { 404: 'not_found', 409: 'already_exists' };
  return {
    status,
    content: { code: code === 'refused' ? (codes[status] ?? 'invalid_argument') : code, msg: message },
  };
}

/** Protobuf’s JSON has both spellings. */
function snakeCased(content: unknown): unknown {
  const entries = Object.entries(content as Record<string, unknown>);
  return Object.fromEntries(
    entries.map(([key, value]) => [key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  );
}

/** A name is given once in a run: what is uploaded stays as it is. */
function createArtifact(world: World, place: Place, content: unknown): object {
  const { name, expires_at: expires, mime_type: mimeType } = createSchema.parse(content);
  if (FORBIDDEN.test(name)) throw new Refusal(400, `artifact name "${name}" is not valid`);
  if (named(world, place.run, name) !== undefined)
    throw new Refusal(409, 'an artifact with this name already exists on the workflow run');
  if (world.artifacts.filter(({ run }) => run === place.run).length >= MOST_A_JOB)
    throw new Refusal(400, 'too many artifacts');
  const artifact: Artifact = {
    id: world.nextId(),
    ...place,
    name,
    mimeType: mimeType ?? 'application/zip',
    bytes: Buffer.alloc(0),
    digest: null,
    isFinal: false,
    created_at: world.now(),
    expires_at: expires ?? new Date(world.time() + 90 * DAY_MS).toISOString(),
  };
  world.artifacts.push(artifact);
  return { ok: true, signed_upload_url: signedUrl(world, { path: `put/${artifact.id}`, seconds: 3600 }) };
}

/** The digest is that of the archive as it came, not of a file in it. */
function finalizeArtifact(world: World, place: Place, content: unknown): object {
  const { name, size, hash } = finalizeSchema.parse(content);
  const artifact = world.artifacts.find(
    (each) => each.run === place.run && each.name === name && !each.isFinal,
  );
  if (artifact === undefined) throw new Refusal(404, `no artifact ${name} is being uploaded`);
  const digest = `sha256:${createHash('sha256').update(artifact.bytes).digest('hex')}`;
  if (size !== undefined && Number(size) !== artifact.bytes.length)
    throw new Refusal(400, 'size is not that of the blob');
  if (hash !== undefined && hash !== digest) throw new Refusal(400, 'hash is not that of the blob');
  world.artifacts.splice(world.artifacts.indexOf(artifact), 1, { ...artifact, digest, isFinal: true });
  return { ok: true, artifact_id: String(artifact.id) };
}

/**
 * Artifacts “are retained for 90 days before they are automatically deleted”: the REST API alone still tells of them.
 * https://docs.github.com/en/organizations/managing-organization-settings/configuring-the-retention-period-for-github-actions-artifacts-and-logs-in-your-organization
 */
function listArtifacts(world: World, place: Place, content: unknown): object {
  const { name_filter: name, id_filter: id } = listSchema.parse(content);
  const found = world.artifacts.filter(
    (each) =>
      each.run === place.run &&
      each.isFinal &&
      !isExpired(world, each) &&
      (name === undefined || each.name === name) &&
      (id === undefined || each.id === Number(id)),
  );
  return {
    artifacts: found.map((each) => ({
      workflow_run_backend_id: `run-${each.run}`,
      workflow_job_run_backend_id: `job-${each.run}`,
      database_id: String(each.id),
      name: each.name,
      size: String(each.bytes.length),
      created_at: each.created_at,
      digest: each.digest,
    })),
  };
}

function artifactUrl(world: World, place: Place, content: unknown): object {
  const { name } = nameSchema.parse(content);
  const artifact = world.artifacts.find(
    (each) => each.run === place.run && each.name === name && each.isFinal && !isExpired(world, each),
  );
  if (artifact === undefined) throw new Refusal(404, `no artifact ${name} in this run`);
  return { signed_url: signedUrl(world, { path: `artifact/${artifact.id}`, seconds: 600 }) };
}

function deleteArtifact(world: World, place: Place, content: unknown): object {
  const { name } = nameSchema.parse(content);
  const artifact = named(world, place.run, name);
  if (artifact === undefined) throw new Refusal(404, `no artifact ${name} in this run`);
  world.artifacts.splice(world.artifacts.indexOf(artifact), 1);
  return { ok: true, artifact_id: String(artifact.id) };
}

function named(world: World, run: number, name: string): Artifact | undefined {
  return world.artifacts.find((each) => each.run === run && each.name === name && !isExpired(world, each));
}
