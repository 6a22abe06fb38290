import { describe, expect, jest, test } from '@jest/globals';
import { askWith } from './ask.ts';
import { openedGitHubs } from './opened.ts';

jest.setTimeout(60_000);
const open = openedGitHubs();

async function arrange() {
  const github = await open();
  const token = github.tokenFor({ permissions: { issues: 'write' } });
  return { github, token, ask: askWith(github, token) };
}

describe('an outage', () => {
  test('meets as many requests as told, of those that match', async () => {
    const { github, ask } = await arrange();
    github.outage({ kind: 502, times: 2, match: /^GET .*\/labels$/ });
    const statuses: number[] = [];
    for (const operation of ['GET /labels', 'GET /issues', 'GET /labels', 'GET /labels'])
      statuses.push((await ask(operation)).status);
    expect(statuses).toEqual([502, 200, 502, 200]);
  });

  test('is everything’s until it ends', async () => {
    const { github, ask } = await arrange();
    const outage = github.outage({ kind: 503 });
    expect([(await ask('GET /labels')).status, (await ask('GET ')).status]).toEqual([503, 503]);
    outage.end();
    expect((await ask('GET /labels')).status).toBe(200);
  });

  test('may be no answer at all', async () => {
    const { github, token } = await arrange();
    github.outage({ kind: 'timeout', times: 1 });
    const url = `${github.url}/repos/octo/shop/labels`;
    const headers = { authorization: `Bearer ${token}` };
    await expect(fetch(url, { headers, signal: AbortSignal.timeout(100) })).rejects.toThrow();
    expect(github.requests.at(-1)).toMatchObject({ status: 0 });
  });

  test('may break the connection before anything is done, or after', async () => {
    const { github, ask } = await arrange();
    github.outage({ kind: 'reset', times: 1 });
    await expect(ask('POST /issues', { title: 'One' })).rejects.toThrow();
    expect(github.state.issues).toEqual([]);
    github.outage({ kind: 'answer-lost', times: 1 });
    await expect(ask('POST /issues', { title: 'One' })).rejects.toThrow();
    expect(github.state.issues).toHaveLength(1);
  });

  test('may be a limit of rates, which says for how long', async () => {
    const { github, ask } = await arrange();
    github.outage({ kind: 'secondary-rate-limit', times: 1, retryAfterSeconds: 7 });
    const secondary = await ask('GET /labels');
    expect([secondary.status, secondary.headers.get('retry-after')]).toEqual([403, '7']);
    github.outage({ kind: 'rate-limit', times: 1 });
    const primary = await ask('GET /labels');
    expect([primary.status, primary.headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
    expect(Number(primary.headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000);
  });
});
