/**
 * For release.yml: tags a commit that holds the bundles as actions-vX.Y.Z, moves actions-v<major> to it, and publishes the release. Running it
 * again for the same commit changes nothing. Reads VERSION, GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_SERVER_URL.
 */
import { fileURLToPath } from 'node:url';
import { nextVersion } from './action-release/next-version.ts';
import { publishRelease } from './action-release/publish.ts';
import { pushTags, tagsOf } from './action-release/push-tags.ts';
import { makeReleaseCommit } from './action-release/release-commit.ts';
import { told } from './workflows/told.ts';

await told(async ({ token, repository, base, variables }) => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const server = variables['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const remote = { root, address: `${server}/${repository}`, token };
  const tags = await tagsOf(remote);
  const { tag, major } = nextVersion(variables['VERSION'] ?? '', [...tags.keys()]);
  const commit = await makeReleaseCommit(root, tag);
  if (tags.get(tag) === commit && tags.get(major) === commit) console.log(`${tag} is tagged already.`);
  else await pushTags(remote, { commit, tag, major });
  console.log(await publishRelease({ api: { base, token }, repository }, tag));
});
