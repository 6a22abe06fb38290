import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal, type Answer } from './answer.ts';
import type { Request } from './request.ts';
import type { Artifact } from './things.ts';
import type { World } from './world.ts';

/** An address that lets in whoever has it, until it ends. */
export function signedUrl(world: World, { path, seconds }: { path: string; seconds: number }): string {
  const until = String(world.time() + seconds * 1000);
  return `${world.storeUrl}/blobs/${path}?until=${until}&sig=${encodeURIComponent(signatureOf(world, `${path} ${until}`))}`;
}

/** The store behind artifacts and assets: no token, only the address’s own signature. It speaks as Azure’s block blobs do. */
export function answerBlob(world: World, { method, address, headers, bytes }: Request): Answer {
  // https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes: the signature is one way in, a token another.
  if (headers.authorization !== undefined)
    throw new Refusal(
      400,
      'InvalidAuthenticationInfo: the Authorization header is not of the correct format.',
    );
  const path = address.pathname.replace('/blobs/', '');
  checkSignature(world, { path, search: address.searchParams });
  const [kind, id = ''] = path.split('/');
  if (kind === 'put' && method === 'PUT') return receive(world, { id: Number(id), address, bytes });
  if (kind === 'artifact' && method === 'GET') return sendArtifact(world, Number(id));
  if (kind === 'asset' && method === 'GET') return sendAsset(world, Number(id));
  throw new Refusal(404, 'The specified resource does not exist.');
}

function checkSignature(world: World, { path, search }: { path: string; search: URLSearchParams }): void {
  const until = search.get('until') ?? '';
  const given = Buffer.from(search.get('sig') ?? '');
  const expected = Buffer.from(signatureOf(world, `${path} ${until}`));
  const isRight = given.length === expected.length && timingSafeEqual(given, expected);
  if (!isRight || Number(until) < world.time())
    throw new Refusal(403, 'Server failed to authenticate the request: AuthenticationFailed');
}

function signatureOf(world: World, text: string): string {
  return createHmac('sha256', world.signingKey).update(text).digest('base64url');
}

const blocks = new WeakMap<Artifact, Map<string, Buffer>>();

/** In one piece, or block by block and then the list of them: https://learn.microsoft.com/rest/api/storageservices/put-block-list */
function receive(world: World, { id, address, bytes }: { id: number; address: URL; bytes: Buffer }): Answer {
  const artifact = world.artifacts.find((each) => each.id === id);
  if (artifact === undefined || artifact.isFinal) throw new Refusal(409, 'BlobImmutableDueToPolicy');
  const kept = blocks.get(artifact) ?? new Map<string, Buffer>();
  blocks.set(artifact, kept);
  const part = address.searchParams.get('comp');
  if (part === 'block') kept.set(address.searchParams.get('blockid') ?? '', bytes);
  else if (part === 'blocklist')
    artifact.bytes = Buffer.concat(listed(bytes).map((name) => blockNamed(kept, name)));
  else artifact.bytes = bytes;
  return {
    status: 201,
    headers: { etag: `"${createHash('sha256').update(bytes).digest('hex')}"`, 'x-ms-request-id': '1' },
  };
}

function listed(xml: Buffer): string[] {
  return [...xml.toString('utf8').matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]+)</g)].map(
    ([, name = '']) => name,
  );
}

function blockNamed(kept: ReadonlyMap<string, Buffer>, name: string): Buffer {
  const block = kept.get(name);
  if (block === undefined) throw new Refusal(400, 'InvalidBlockList');
  return block;
}

function sendArtifact(world: World, id: number): Answer {
  const artifact = world.artifacts.find((each) => each.id === id);
  if (artifact === undefined) throw new Refusal(404, 'BlobNotFound');
  const { bytes, mimeType, name } = artifact;
  const isZip = mimeType === 'application/zip';
  const file = isZip ? `${name}.zip` : name;
  return {
    status: 200,
    bytes,
    headers: { 'content-type': mimeType, 'content-disposition': `attachment; filename="${file}"` },
  };
}

function sendAsset(world: World, id: number): Answer {
  const asset = world.assets.find((each) => each.id === id);
  if (asset === undefined) throw new Refusal(404, 'BlobNotFound');
  asset.downloads += 1;
  return {
    status: 200,
    bytes: asset.bytes,
    headers: {
      'content-type': asset.content_type,
      'content-disposition': `attachment; filename=${asset.name}`,
    },
  };
}
