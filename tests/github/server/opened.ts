import { afterEach, expect } from '@jest/globals';
import { openGitHub, type FakeGitHub, type GitHubWish } from './open-github.ts';

/** A function that opens a GitHub which is gone after the test, and which must have answered as GitHub’s description says. */
export function openedGitHubs(): (wish?: GitHubWish) => Promise<FakeGitHub> {
  const open: FakeGitHub[] = [];
  afterEach(async () => {
    const closed = open.splice(0);
    for (const github of closed) await github.close();
    for (const github of closed) expect(github.faults).toEqual([]);
  });
  return async (wish) => {
    const github = await openGitHub(wish);
    open.push(github);
    return github;
  };
}
