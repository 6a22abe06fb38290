import type { Plain } from '../runner/value.ts';

/** One run of one workflow, on either runner. */
export interface Case {
  readonly name: string;
  /** File in .github/workflows. */
  readonly workflow: string;
  /** Of the repository, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly event: 'push' | 'workflow_dispatch' | 'pull_request' | 'issue_comment';
  readonly inputs: Readonly<Record<string, string>>;
  /** Actions of others, `owner/name@commit`: the folder of `files` that stands in. */
  readonly standIns: Readonly<Record<string, string>>;
}

export const VARIABLES: Readonly<Record<string, string>> = { SWITCH: 'on' };

/** What only some events say. */
const OF_EVENT: Readonly<Partial<Record<Case['event'], Record<string, Plain>>>> = {
  pull_request: {
    action: 'opened',
    pull_request: { number: 7, head: { ref: 'better' }, base: { ref: 'main' } },
  },
  issue_comment: {
    action: 'edited',
    issue: { number: 7, pull_request: {} },
    comment: { user: { type: 'Bot' } },
  },
};

/** What both runners say that an event says. */
export function payloadOf({ event, inputs }: Case): Record<string, Plain> {
  return {
    ...OF_EVENT[event],
    repository: {
      full_name: 'octo/shop',
      name: 'shop',
      owner: { login: 'octo' },
      default_branch: 'main',
    },
    ref: 'refs/heads/main',
    inputs,
  };
}
