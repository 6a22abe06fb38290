import { call, type Api } from './rest.ts';

export interface CommitStatus {
  readonly commit: string;
  readonly state: 'success' | 'failure';
  readonly context: string;
  /** At most 140 characters. */
  readonly description: string;
  readonly page: string;
}

/** https://docs.github.com/en/rest/commits/statuses#create-a-commit-status */
export async function postStatus(
  api: Api & { readonly repository: string },
  { commit, state, context, description, page }: CommitStatus,
): Promise<void> {
  await call(
    { permission: 'statuses: write', ...api },
    {
      method: 'POST',
      // The newest of a context counts.
      isRepeatable: true,
      path: `/repos/${api.repository}/statuses/${commit}`,
      json: { state, context, description, target_url: page },
    },
  );
}
