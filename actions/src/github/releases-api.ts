import { z } from 'zod';
import { onceOnly } from './once-only.ts';
import { read } from './read.ts';
import type { KeptRelease, ReleaseAsset, Releases } from './releases.ts';
import { call, callAll, type Api, type Call } from './rest.ts';
import { upload } from './upload.ts';

const assetSchema = z.object({
  id: z.int(),
  name: z.string(),
  size: z.int(),
  digest: z.string().nullish(),
  state: z.string(),
});
const releaseSchema = z.object({
  id: z.int(),
  tag_name: z.string(),
  draft: z.boolean(),
  body: z.string().nullish(),
  html_url: z.string(),
  upload_url: z.string(),
  immutable: z.boolean().optional(),
  assets: z.array(assetSchema),
});
const referenceSchema = z.object({ object: z.object({ type: z.string(), sha: z.string() }) });

/** https://docs.github.com/en/rest/releases */
export function releasesApi({ repository, ...given }: Api & { readonly repository: string }): Releases {
  const api: Api = { permission: 'contents: write', ...given };
  const base = `/repos/${repository}`;
  const releases: Releases = {
    async published(tag) {
      const path = `${base}/releases/tags/${encodeURIComponent(tag)}`;
      const { status, content } = await call(api, { path, accepts: [404] });
      return status === 404 ? undefined : asRelease(read(content, releaseSchema, path));
    },
    async draftsOf(tag) {
      const path = `${base}/releases`;
      return read(await callAll(api, path), z.array(releaseSchema), path)
        .filter((release) => release.draft && release.tag_name === tag)
        .map(asRelease);
    },
    async one(id) {
      const path = `${base}/releases/${id}`;
      return asRelease(read((await call(api, { path })).content, releaseSchema, path));
    },
    commitOfTag: (tag) => commitOfTag(api, `${base}/git`, tag),
    async makeDraft({ tag, commit, body, isPrerelease, isIt }) {
      const path = `${base}/releases`;
      const json = {
        tag_name: tag,
        target_commitish: commit,
        name: tag,
        body,
        draft: true,
        prerelease: isPrerelease,
      };
      const request: Call = { method: 'POST', path, json };
      const made = await onceOnly(api, request, async () => (await releases.draftsOf(tag)).find(isIt));
      return 'found' in made ? made.found : asRelease(read(made.reply.content, releaseSchema, path));
    },
    attach: (release, file) =>
      upload(api, {
        file,
        address: release.uploadUrl,
        find: async () => (await releases.one(release.id)).assets.find(({ name }) => name === file.name),
        remove: async ({ id }) => remove(api, `${base}/releases/assets/${id}`),
      }),
    async publish(id) {
      await call(api, { method: 'PATCH', path: `${base}/releases/${id}`, json: { draft: false } });
    },
    remove: (id) => remove(api, `${base}/releases/${id}`),
  };
  return releases;
}

async function remove(api: Api, path: string): Promise<void> {
  await call(api, { method: 'DELETE', path, accepts: [404] });
}

/** An annotated tag is an object of its own, which leads to the commit. https://docs.github.com/en/rest/git/tags */
async function commitOfTag(api: Api, base: string, tag: string): Promise<string | undefined> {
  const path = `${base}/ref/tags/${encodeURIComponent(tag)}`;
  const { status, content } = await call(api, { path, accepts: [404] });
  if (status === 404) return undefined;
  const { object } = read(content, referenceSchema, path);
  if (object.type !== 'tag') return object.sha;
  const annotated = `${base}/tags/${object.sha}`;
  return read((await call(api, { path: annotated })).content, referenceSchema, annotated).object.sha;
}

function asRelease(release: z.output<typeof releaseSchema>): KeptRelease {
  return {
    id: release.id,
    body: release.body ?? '',
    url: release.html_url,
    // A template: `…/assets{?name,label}`.
    uploadUrl: release.upload_url.replace(/\{.*$/, ''),
    isImmutable: release.immutable ?? false,
    assets: release.assets.map(asAsset),
  };
}

function asAsset({ id, name, size, digest, state }: z.output<typeof assetSchema>): ReleaseAsset {
  return { id, name, bytes: size, digest: state === 'uploaded' ? (digest ?? null) : null };
}
