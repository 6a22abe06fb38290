import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fakeGitHub, PULL, REPOSITORY, type FakeGitHub } from '../prove/checklist/fake-github.ts';
import { githubApi } from './github-api.ts';
import type { GitHub } from './github.ts';

let fake: FakeGitHub;
let slept: number[];

beforeEach(async () => {
  fake = await fakeGitHub();
  slept = [];
});
afterEach(() => fake.close());

function github(changes: { token?: string; base?: string; repository?: string } = {}): GitHub {
  const clock = {
    sleep(milliseconds: number) {
      slept.push(milliseconds);
      return Promise.resolve();
    },
  };
  return githubApi({ base: fake.url, token: fake.token, repository: REPOSITORY, clock, ...changes });
}

function refused(code: string): object {
  return expect.objectContaining({ name: 'UserError', code });
}

describe('asking GitHub', () => {
  it('tells of the pull request and of who wrote it', async () => {
    expect(await github().pullRequest(PULL)).toEqual({
      head: fake.head,
      merged: fake.merged,
      isMerged: false,
      author: 'olaf',
    });
    expect(await github().commitAuthors(PULL)).toEqual(['olaf']);
  });

  it('reads every page of the comments', async () => {
    for (let index = 0; index < 250; index += 1) fake.addComment('gus', `comment ${index}`);
    const comments = await github().comments(PULL);
    expect(comments.map(({ body }) => body)).toEqual(
      Array.from({ length: 250 }, (_, index) => `comment ${index}`),
    );
    expect(fake.requests).toHaveLength(3);
  });

  it('writes a comment and changes it', async () => {
    const { id, author } = await github().addComment(PULL, 'one');
    expect(author).toBe('github-actions[bot]');
    await github().changeComment(id, 'two');
    expect(fake.comments.map(({ body }) => body)).toEqual(['two']);
  });

  it('says what somebody may', async () => {
    expect(await github().permissionOf('ann')).toBe('write');
    expect(await github().permissionOf('strange/../name')).toBe('read');
  });
});

describe('what GitHub refuses', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['another’s token', () => github({ token: 'x' }).pullRequest(PULL)],
    ['a pull request that is not there', () => github().pullRequest(PULL + 1)],
    ['another repository', () => github({ repository: 'octo/other' }).comments(PULL)],
    ['a body that is too long', () => github().addComment(PULL, 'x'.repeat(65_537))],
    ['an empty body', () => github().addComment(PULL, '')],
    ['a comment that is not there', () => github().changeComment(1, 'x')],
  ])('is told at once, and not asked again: %s', async (_what, ask) => {
    await expect(ask()).rejects.toEqual(refused('github-refused'));
    expect(fake.requests).toHaveLength(1);
  });

  it('is a write with a token that may only read', async () => {
    fake.grant = 'read';
    await expect(github().addComment(PULL, 'x')).rejects.toEqual(refused('github-refused'));
    expect(fake.comments).toEqual([]);
  });
});

describe('a GitHub that is out of order', () => {
  it.each([500, 502, 503])('is asked again, four times at most: %i', async (status) => {
    fake.outage = { status, times: 3 };
    expect(await github().permissionOf('ann')).toBe('write');
    fake.outage = { status, times: 4 };
    await expect(github().permissionOf('ann')).rejects.toEqual(refused('github-unreachable'));
    expect(fake.requests).toHaveLength(8);
    expect(slept).toEqual([500, 1000, 2000, 500, 1000, 2000]);
  });

  it('is not asked a second time to do what it may have done', async () => {
    fake.outage = { status: 502, times: 1 };
    await expect(github().addComment(PULL, 'x')).rejects.toEqual(refused('github-unreachable'));
    expect(fake.requests).toHaveLength(1);
  });

  it('is waited for as long as it asks, up to a minute', async () => {
    fake.outage = { status: 429, times: 1, headers: { 'retry-after': '30' } };
    expect(await github().permissionOf('ann')).toBe('write');
    expect(slept).toEqual([30_000]);
    fake.outage = { status: 403, times: 1, headers: { 'retry-after': '3600' } };
    await expect(github().permissionOf('ann')).rejects.toEqual(refused('github-refused'));
  });

  it('is told from one that is not there', async () => {
    await fake.close();
    await expect(github().permissionOf('ann')).rejects.toEqual(refused('github-unreachable'));
  });

  it.each(['<html>', '{}', '[]', 'null', '{"permission":7}'])(
    'gives no usable answer with %s',
    async (text) => {
      const server = createServer((_request, response) => response.end(text));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await expect(github({ base }).permissionOf('ann')).rejects.toEqual(refused('github-unreachable'));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  );
});

it('takes the token nowhere else, whatever a page says comes next', async () => {
  const asked: string[] = [];
  const elsewhere = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('[]');
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  const next = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/repos`;
  fake.outage = { status: 200, times: 0 };
  const liar = createServer((_request, response) => {
    response.setHeader('link', `<${next}>; rel="next"`).end('[]');
  });
  await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
  expect(await github({ base }).comments(PULL)).toEqual([]);
  expect(asked).toEqual([]);
  for (const server of [elsewhere, liar]) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
