/**
 * For release-pr.yml: whether this repository was set up for releases, as the output `is-set-up`. A fork that was not is left
 * alone. Reads GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL.
 */
import { appendFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadPolicy } from '../actions/src/policy/load.ts';
import { isSetUp } from '../actions/src/release-pull/is-set-up.ts';
import { told } from './workflows/told.ts';

await told(async ({ token, repository, base, variables }) => {
  const policy = await loadPolicy(fileURLToPath(new URL('../.github/tidegate.yml', import.meta.url)));
  const environment = policy.environments.at(-1)?.name ?? '';
  const answer = await isSetUp({ api: { base, token }, repository, environment });
  console.log(
    answer
      ? `${environment} is set up.`
      : `::notice::No release PR is kept here until ${environment} is set up: npm run setup:github`,
  );
  await appendFile(variables['GITHUB_OUTPUT'] ?? '/dev/null', `is-set-up=${answer}\n`);
});
