/**
 * For release-pr.yml: the open release PR and its head, as the outputs `number` and `head`; both are empty where there is none.
 * Reads GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL, and NUMBER, the pull request that a comment was on.
 */
import { appendFile } from 'node:fs/promises';
import { findReleasePull } from '../actions/src/release-pull/release-pull.ts';
import { told } from './workflows/told.ts';

await told(async ({ token, repository, base, variables }) => {
  const number = /^[1-9]\d*$/.test(variables['NUMBER'] ?? '') ? Number(variables['NUMBER']) : undefined;
  const found = await findReleasePull({
    api: { base, token },
    repository,
    ...(number === undefined ? {} : { number }),
  });
  console.log(
    found === undefined ? 'There is no release PR.' : `Release PR #${found.number} at ${found.head}.`,
  );
  await appendFile(
    variables['GITHUB_OUTPUT'] ?? '/dev/null',
    `number=${found?.number ?? ''}\nhead=${found?.head ?? ''}\n`,
  );
});
