import { z } from 'zod';
import { call, type Api } from '../../actions/src/github/rest.ts';

const releases = z.array(z.object({ tag_name: z.string() }));
const release = z.object({ html_url: z.string(), immutable: z.boolean().optional() });

/** The release of a tag, unless there is one. It has no files of its own: what is used is the tag. */
export async function publishRelease(
  { api, repository }: { readonly api: Api; readonly repository: string },
  tag: string,
): Promise<string> {
  const path = `/repos/${repository}/releases`;
  const there = releases.parse((await call(api, { path: `${path}?per_page=100` })).content);
  if (there.some(({ tag_name: name }) => name === tag)) return `${tag} is published already.`;
  // The latest release of the repository is the application’s.
  const json = { tag_name: tag, name: tag, generate_release_notes: true, make_latest: 'false' };
  const { html_url: url, immutable } = release.parse(
    (await call(api, { method: 'POST', path, json })).content,
  );
  if (immutable === true) return `${tag} is published for good: ${url}`;
  return `${tag} is published: ${url}\nIts tag can still be moved: turn immutable releases on (npm run setup:github).`;
}
