import { githubApi } from '../github/github-api.ts';
import type { GitHub } from '../github/github.ts';
import type { Runner } from '../runner/runner.ts';
import type { ChecklistInputs } from './inputs.ts';

/** `undefined` without a token: a fork’s run has none. */
export function githubOf({ token }: ChecklistInputs, { variables }: Runner): GitHub | undefined {
  if (token === undefined) return undefined;
  const base = (variables['GITHUB_API_URL'] ?? 'https://api.github.com').replace(/\/+$/, '');
  return githubApi({ base, token, repository: variables['GITHUB_REPOSITORY'] ?? '' });
}

/** Pages that a reader is led to. */
export interface Places {
  readonly repository: string;
  /** The repository’s own; `tidegate:` on a machine that is no runner. */
  readonly home: string;
  /** With a commit’s hash to be added. */
  readonly commits: string;
  readonly run: string | null;
}

export function placesOf({ variables }: Runner): Places {
  const { GITHUB_REPOSITORY: repository = '', GITHUB_SERVER_URL: server = '', GITHUB_RUN_ID: id } = variables;
  const isKnown = server !== '' && repository !== '';
  const home = isKnown ? `${server}/${repository}` : 'tidegate:';
  const run = isKnown && id !== undefined ? `${home}/actions/runs/${id}` : null;
  return { repository, home, commits: `${home}/commit/`, run };
}
