import { expect, jest, test } from '@jest/globals';
import { askWith, idOf } from './ask.ts';
import type { GitHubEvent } from './events.ts';
import { openedGitHubs } from './opened.ts';
import type { TokenWish } from './tokens.ts';

jest.setTimeout(60_000);
const open = openedGitHubs();
const permissions = { deployments: 'write', contents: 'write', statuses: 'write' } as const;

test.each<[string, TokenWish, boolean]>([
  ['a job’s own token', { permissions }, false],
  ['another app’s', { kind: 'app', actor: 'release[bot]', permissions }, true],
  ['a person’s', { kind: 'person', actor: 'ann' }, true],
])('what %s does starts workflows: %#', async (_, wish, starts) => {
  const github = await open();
  const sha = github.addCommit({ branch: 'main' });
  const ask = askWith(github, github.tokenFor(wish));
  const heard: GitHubEvent[] = [];
  const stop = github.onEvent((event) => heard.push(event));
  const made = await ask('POST /deployments', { ref: sha, auto_merge: false, required_contexts: [] });
  for (const state of ['success', 'inactive'])
    await ask(`POST /deployments/${idOf(made)}/statuses`, { state });
  await ask('POST /git/refs', { ref: 'refs/heads/topic', sha });
  stop();
  await ask(`POST /statuses/${sha}`, { state: 'success' });
  expect(heard.map(({ event, startsWorkflows }) => [event, startsWorkflows])).toEqual([
    ['deployment', starts],
    ['deployment_status', starts],
    ['deployment_status', false],
    ['push', starts],
  ]);
  expect(github.events.at(-1)?.event).toBe('status');
});

test('a repository dispatch starts workflows even from a job’s own token', async () => {
  const github = await open();
  const ask = askWith(github, github.tokenFor({ permissions }));
  expect((await ask('POST /dispatches', { event_type: 'go', client_payload: { a: 1 } })).status).toBe(204);
  expect(github.events).toMatchObject([
    {
      event: 'repository_dispatch',
      action: 'go',
      startsWorkflows: true,
      payload: { client_payload: { a: 1 } },
    },
  ]);
});

test('a push by a person starts workflows, and moves the branch', async () => {
  const github = await open();
  const before = github.addCommit({ branch: 'main' });
  const after = github.addCommit({ parents: [before] });
  await github.push('main', { sha: after, by: 'ann' });
  expect(await github.state.git.resolve('main')).toBe(after);
  expect(github.events).toMatchObject([
    { event: 'push', startsWorkflows: true, payload: { ref: 'refs/heads/main', before, after } },
  ]);
});
