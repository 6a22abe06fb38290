import { pullNamedBy } from '../git/changes.ts';
import { mergedPulls, type MergedPull } from '../github/merged-pulls.ts';
import { PENDING, TAGGED } from '../github/release-pulls.ts';
import type { Api } from '../github/rest.ts';

/** The release PRs whose merging gave the commit: none for any other commit. `UserError` github-refused, github-unreachable. */
export async function mergedReleases(
  api: Api & { readonly repository: string },
  { commit, checkout }: { readonly commit: string; readonly checkout: string },
): Promise<readonly MergedPull[]> {
  const named = await pullNamedBy(checkout, commit);
  return (await mergedPulls(api, { commit, named })).filter(isReleasePull);
}

/** What release-please labelled so, before its release is there and after. */
export function isReleasePull({ labels }: MergedPull): boolean {
  return labels.some((label) => label === PENDING || label === TAGGED);
}
