import { UserError } from '../errors.ts';
import type { Runner } from './runner.ts';

/** What GitHub tells a job of itself. https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
export interface Job {
  /** Without a slash at its end. */
  readonly api: string;
  /** `owner/name` */
  readonly repository: string;
  /** The full hash that the run is about. */
  readonly commit: string;
  /** The run's page. */
  readonly page: string;
  readonly workspace: string;
}

/** `UserError` inputs-invalid with all that is missing, where this is no runner. */
export function jobOf({ variables }: Runner): Job {
  const { GITHUB_REPOSITORY: repository = '', GITHUB_SHA: commit = '', GITHUB_RUN_ID: run = '' } = variables;
  const server = variables['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const wrong = [
    /^[^/\s]+\/[^/\s]+$/.test(repository) ? '' : 'GITHUB_REPOSITORY',
    /^[0-9a-f]{40}$/.test(commit) ? '' : 'GITHUB_SHA',
    /^\d+$/.test(run) ? '' : 'GITHUB_RUN_ID',
  ].filter((name) => name !== '');
  if (wrong.length > 0) throw noJob(wrong);
  return {
    api: (variables['GITHUB_API_URL'] ?? 'https://api.github.com').replace(/\/+$/, ''),
    repository,
    commit,
    page: `${server}/${repository}/actions/runs/${run}`,
    workspace: variables['GITHUB_WORKSPACE'] ?? process.cwd(),
  };
}

function noJob(missing: readonly string[]): UserError {
  return new UserError({
    code: 'inputs-invalid',
    message: `Expected the variables that GitHub’s runner sets; missing or misshapen: ${missing.join(', ')}.`,
    remedy: 'Run this as a step of a workflow, and leave these variables as they are.',
  });
}
