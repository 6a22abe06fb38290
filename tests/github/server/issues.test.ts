import { describe, expect, jest, test } from '@jest/globals';
import { askWith, idOf, type Ask } from './ask.ts';
import type { FakeGitHub } from './open-github.ts';
import { openedGitHubs } from './opened.ts';

jest.setTimeout(60_000);
const open = openedGitHubs();

async function arrange(): Promise<{ github: FakeGitHub; ask: Ask; sha: string }> {
  const github = await open();
  const sha = github.addCommit({ branch: 'main', files: { a: '1' } });
  const permissions = { issues: 'write', 'pull-requests': 'write', contents: 'write' } as const;
  return { github, sha, ask: askWith(github, github.tokenFor({ permissions })) };
}

describe('comments', () => {
  test('hold 65,536 characters and no more, and are never blank', async () => {
    const { ask } = await arrange();
    await ask('POST /issues', { title: 'One' });
    const path = 'POST /issues/1/comments';
    const made = await ask(path, { body: 'x'.repeat(65_536) });
    const answers = [
      made,
      await ask(path, { body: 'x'.repeat(65_537) }),
      await ask(path, { body: ' ' }),
      await ask(`PATCH /issues/comments/${idOf(made)}`, { body: 'x'.repeat(65_537) }),
      await ask('POST /issues', { title: 'Two', body: 'x'.repeat(65_537) }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 422, 422, 422, 422]);
  });

  test('come oldest first, thirty a page', async () => {
    const { ask } = await arrange();
    await ask('POST /issues', { title: 'One' });
    for (let each = 1; each <= 31; each += 1) await ask('POST /issues/1/comments', { body: String(each) });
    const first = (await ask('GET /issues/1/comments')).content as { body: string }[];
    const second = (await ask('GET /issues/1/comments?page=2')).content as { body: string }[];
    expect([first.length, first[0]?.body, second.map(({ body }) => body)]).toEqual([30, '1', ['31']]);
  });

  test('tell what they were before an edit, and who edited', async () => {
    const { github, ask } = await arrange();
    await ask('POST /issues', { title: 'One' });
    const id = github.addComment(1, { body: '- [ ] one', by: 'ann' });
    github.editComment(id, { body: '- [x] one', by: 'olaf' });
    expect(github.events.at(-1)).toMatchObject({
      event: 'issue_comment',
      action: 'edited',
      sender: 'olaf',
      startsWorkflows: true,
      payload: {
        changes: { body: { from: '- [ ] one' } },
        comment: { body: '- [x] one', user: { login: 'ann' } },
      },
    });
  });

  test('of others are left alone by readers', async () => {
    const { github } = await arrange();
    const gus = askWith(github, github.tokenFor({ kind: 'person', actor: 'gus' }));
    expect((await gus('POST /issues', { title: 'One' })).status).toBe(201);
    const own = await gus('POST /issues/1/comments', { body: 'mine' });
    const other = github.addComment(1, { body: 'hers', by: 'ann' });
    expect((await gus(`PATCH /issues/comments/${idOf(own)}`, { body: 'mine too' })).status).toBe(200);
    expect((await gus(`PATCH /issues/comments/${other}`, { body: 'no' })).status).toBe(403);
  });
});

describe('labels', () => {
  test('are made when put on an issue, and are one whatever the case', async () => {
    const { ask } = await arrange();
    await ask('POST /issues', { title: 'One', labels: ['autorelease: pending'] });
    await ask('POST /issues/1/labels', { labels: ['Autorelease: Pending', 'bug'] });
    const labels = (await ask('GET /labels')).content as { name: string; color: string }[];
    expect(labels.map(({ name, color }) => [name, color])).toEqual([
      ['autorelease: pending', 'ededed'],
      ['bug', 'ededed'],
    ]);
    const left = await ask(`DELETE /issues/1/labels/${encodeURIComponent('autorelease: pending')}`);
    expect(left.content).toMatchObject([{ name: 'bug' }]);
    expect((await ask('DELETE /issues/1/labels/other')).status).toBe(404);
    expect((await ask('POST /labels', { name: 'BUG' })).status).toBe(422);
    expect((await ask('POST /labels', { name: 'new', color: '#ff0000' })).status).toBe(422);
  });
});

describe('pull requests', () => {
  async function withBranch(): Promise<Awaited<ReturnType<typeof arrange>> & { head: string }> {
    const scene = await arrange();
    const head = scene.github.addCommit({ parents: [scene.sha], files: { b: '1' } });
    await scene.github.state.git.setRef('refs/heads/topic', head);
    return { ...scene, head };
  }

  test('are not opened by a job until the repository allows it', async () => {
    const { github, ask } = await withBranch();
    const wish = { title: 'Topic', head: 'topic', base: 'main' };
    expect((await ask('POST /pulls', wish)).status).toBe(403);
    const olaf = askWith(github, github.tokenFor({ kind: 'person', actor: 'olaf' }));
    expect(
      (await olaf('PUT /actions/permissions/workflow', { can_approve_pull_request_reviews: true })).status,
    ).toBe(204);
    expect((await ask('POST /pulls', wish)).status).toBe(201);
    expect(github.events.at(-1)).toMatchObject({
      event: 'pull_request',
      action: 'opened',
      startsWorkflows: false,
    });
  });

  test('need a head, a base, commits between them, and come once', async () => {
    const { github } = await withBranch();
    await github.state.git.setRef('refs/heads/same', (await github.state.git.resolve('main')) ?? '');
    const ann = askWith(github, github.tokenFor({ kind: 'person', actor: 'ann' }));
    const heads = ['nowhere', 'same', 'topic', 'topic'];
    const statuses: number[] = [];
    for (const head of heads)
      statuses.push((await ann('POST /pulls', { title: 'x', head, base: 'main' })).status);
    expect(statuses).toEqual([422, 422, 201, 422]);
  });

  test('show files, commits and labels, and are issues too', async () => {
    const { github, ask, head } = await withBranch();
    const number = await github.addPull({
      title: 'Topic',
      head: 'topic',
      headSha: head,
      base: 'main',
      by: 'ann',
      labels: ['bug'],
    });
    expect((await ask(`GET /pulls/${number}`)).content).toMatchObject({
      head: { sha: head, ref: 'topic' },
      labels: [{ name: 'bug' }],
      merged: false,
      user: { login: 'ann' },
    });
    expect((await ask(`GET /pulls/${number}/files`)).content).toMatchObject([
      { filename: 'b', status: 'added' },
    ]);
    expect((await ask(`GET /pulls/${number}/commits`)).content).toMatchObject([
      { sha: head, author: { login: 'ann' } },
    ]);
    expect((await ask('GET /issues')).content).toMatchObject([{ number, pull_request: {} }]);
  });

  test('follow their branch, and say which commits of main are theirs once merged', async () => {
    const { github, ask, sha, head } = await withBranch();
    const number = await github.addPull({
      title: 'Topic',
      head: 'topic',
      headSha: head,
      base: 'main',
      by: 'ann',
    });
    const next = github.addCommit({ branch: 'topic', files: { c: '1' } });
    expect((await ask(`GET /pulls/${number}`)).content).toMatchObject({ head: { sha: next } });
    expect((await ask(`PUT /pulls/${number}/merge`, { sha: head })).status).toBe(409);
    const merge = await github.mergePull(number, 'olaf');
    expect(await github.state.git.resolve('main')).toBe(merge);
    const of = async (commit: string): Promise<unknown> =>
      (await ask(`GET /commits/${commit}/pulls`)).content;
    expect(await of(merge)).toMatchObject([{ number, merge_commit_sha: merge, state: 'closed' }]);
    expect(await of(head)).toMatchObject([{ number }]);
    expect(await of(sha)).toEqual([]);
    expect(github.events.map(({ event, startsWorkflows }) => [event, startsWorkflows]).slice(-2)).toEqual([
      ['push', true],
      ['pull_request', true],
    ]);
  });
});
