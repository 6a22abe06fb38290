import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { mergedPulls, type MergedPull } from './merged-pulls.ts';

const COMMIT = 'c'.repeat(40);
const LIST = `/repos/octo/shop/commits/${COMMIT}/pulls?per_page=100`;
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A GitHub that has these answers, and 404 for all else. */
async function github(answers: Readonly<Record<string, unknown>>): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    const isThere = Object.hasOwn(answers, url);
    response
      .writeHead(isThere ? 200 : 404)
      .end(JSON.stringify(isThere ? answers[url] : { message: 'Not Found' }));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function pull(number: number, changes: object = {}): object {
  const labels = [{ name: 'autorelease: pending' }];
  return { number, merged_at: '2026-05-04T10:00:00Z', merge_commit_sha: COMMIT, labels, ...changes };
}

async function found(
  answers: Readonly<Record<string, unknown>>,
  named?: number,
): Promise<readonly MergedPull[]> {
  const api = { base: await github(answers), token: 'x', repository: 'octo/shop' };
  return mergedPulls(api, { commit: COMMIT, named });
}

const SEVEN = [{ number: 7, labels: ['autorelease: pending'] }];

describe('the pull requests that a commit merges', () => {
  it.each<[string, Readonly<Record<string, unknown>>, number | undefined, readonly MergedPull[]]>([
    ['one that GitHub lists', { [LIST]: [pull(7)] }, undefined, SEVEN],
    [
      'one that the message names, before GitHub lists it',
      { [LIST]: [], '/repos/octo/shop/pulls/7': pull(7) },
      7,
      SEVEN,
    ],
    ['one that both know, once', { [LIST]: [pull(7)], '/repos/octo/shop/pulls/7': pull(7) }, 7, SEVEN],
    ['none by the number of an issue', { [LIST]: [] }, 7, []],
    ['none that merely holds it', { [LIST]: [pull(7, { merge_commit_sha: 'd'.repeat(40) })] }, undefined, []],
    ['none that is open', { [LIST]: [pull(7, { merged_at: null })] }, undefined, []],
    [
      'none that the message names and another commit merged',
      { [LIST]: [], '/repos/octo/shop/pulls/7': pull(7, { merge_commit_sha: 'd'.repeat(40) }) },
      7,
      [],
    ],
  ])('are %s', async (_what, answers, named, expected) => {
    expect(await found(answers, named)).toEqual(expected);
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['does not know the commit', {}, 'github-refused'],
    ['answers with something else', { [LIST]: [{ number: 7 }] }, 'github-unreachable'],
    [
      'knows no pull request by its form',
      { [LIST]: [], '/repos/octo/shop/pulls/7': {} },
      'github-unreachable',
    ],
  ])('are never none where GitHub %s', async (_what, answers, code) => {
    await expect(found(answers, 7)).rejects.toMatchObject({ code });
  });
});
