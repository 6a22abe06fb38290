import { runAction } from '../../../actions/src/prove/action-file.ts';
import type { StepEnding } from '../../../actions/src/prove/run-step.ts';
import type { FakeGitHub } from '../server/open-github.ts';

export interface StepWish {
  readonly action: string;
  readonly github: FakeGitHub;
  readonly workspace: string;
  readonly commit: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs a built action as a job of the fake GitHub’s repository does. */
export function stepOn({
  action,
  github,
  workspace,
  commit,
  inputs,
  variables,
}: StepWish): Promise<StepEnding> {
  return runAction(action, {
    workspace,
    inputs,
    withinMs: 120_000,
    variables: {
      GITHUB_API_URL: github.url,
      GITHUB_SERVER_URL: 'https://github.test',
      GITHUB_REPOSITORY: github.slug,
      GITHUB_SHA: commit,
      GITHUB_RUN_ID: '7001',
      GITHUB_RUN_ATTEMPT: '1',
      ...variables,
    },
  });
}
