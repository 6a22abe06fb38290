import type { FakeGitHub } from '../server/open-github.ts';

/** As an administrator would set it up. */
export function addEnvironment(github: FakeGitHub, name: string, reviewers: readonly string[]): void {
  const { state } = github;
  state.environments.set(name, {
    id: state.nextId(),
    name,
    waitTimer: 0,
    preventSelfReview: true,
    canAdminsBypass: false,
    reviewers: reviewers.map((login) => ({ type: 'User', id: state.users.get(login)?.id ?? 0 })),
    branches: 'all',
    branchPolicies: [],
    vault: { secrets: new Map(), variables: new Map() },
    created_at: state.now(),
    updated_at: state.now(),
  });
}
