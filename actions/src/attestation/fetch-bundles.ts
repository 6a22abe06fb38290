import { z } from 'zod';
import { UserError } from '../errors.ts';
import { call, type Api, type Reply } from '../github/rest.ts';
import type { Digest } from '../release/release.ts';
import { predicateTypeOf, PROVENANCE } from './statement.ts';

const answerSchema = z.object({ attestations: z.array(z.object({ bundle: z.unknown() })) });

/** Ten pages of a hundred: nobody attests one file so often. */
const MOST_PAGES = 10;

export interface FetchedBundles {
  /** Sigstore bundles as they came, none of them believed. */
  readonly bundles: readonly unknown[];
  /** The predicates of what was left out because it says that it is no provenance. */
  readonly others: readonly string[];
}

/** https://docs.github.com/en/rest/repos/attestations#list-attestations */
export async function fetchBundles(
  api: Api & { readonly repository: string },
  digest: Digest,
): Promise<FetchedBundles> {
  const found: unknown[] = [];
  let next: string | null = `/repos/${api.repository}/attestations/sha256:${digest}?per_page=100`;
  for (let page = 0; next !== null && page < MOST_PAGES; page += 1) {
    // 404 is how GitHub says that there is none.
    const reply: Reply = await call(api, { path: next, accepts: [404] });
    if (reply.status === 404) break;
    found.push(...bundlesIn(reply.content));
    next = reply.next;
  }
  const typed = found.map((bundle) => ({ bundle, type: predicateTypeOf(bundle) }));
  const isOther = typed.filter(({ type }) => type !== undefined && type !== PROVENANCE);
  return {
    bundles: typed.filter((one) => !isOther.includes(one)).map(({ bundle }) => bundle),
    others: [...new Set(isOther.map(({ type }) => type ?? ''))],
  };
}

function bundlesIn(content: unknown): unknown[] {
  const parsed = answerSchema.safeParse(content);
  if (parsed.success) return parsed.data.attestations.map(({ bundle }) => bundle);
  throw new UserError({
    code: 'github-unreachable',
    message: `Expected GitHub’s list of attestations in its documented form, found: ${z.prettifyError(parsed.error).slice(0, 300)}`,
    remedy: 'Run the job again. If it stays so, GITHUB_API_URL leads to something that is not GitHub.',
  });
}
