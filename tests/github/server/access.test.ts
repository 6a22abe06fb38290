import { describe, expect, jest, test } from '@jest/globals';
import { askWith } from './ask.ts';
import { openedGitHubs } from './opened.ts';
import { described } from './operations.ts';
import { needsOf } from './permissions.ts';
import { allRoutes } from './routes/all.ts';

jest.setTimeout(60_000);
const open = openedGitHubs();
const short = Object.keys(described.operations).map((name) => name.replace('/repos/{owner}/{repo}', ''));

describe('what the fake has', () => {
  test('is answered by a route each, and needs a permission each', () => {
    expect(Object.keys(allRoutes).toSorted()).toEqual(short.toSorted());
    for (const name of short) expect(needsOf(name).length).toBeGreaterThan(0);
  });

  test('is all it has: anything else is 404, says so, and is recorded', async () => {
    const github = await open();
    const ask = askWith(github, github.tokenFor({}));
    const { status, content } = await ask('GET /traffic/views');
    expect(status).toBe(404);
    expect(content).toMatchObject({
      message: 'The fake has no such route: GET /repos/octo/shop/traffic/views',
    });
    expect(github.unknownRoutes).toEqual(['GET /repos/octo/shop/traffic/views']);
  });

  test('is of one repository, whatever the case of its name', async () => {
    const github = await open({ owner: 'Octo' });
    const ask = askWith(github, github.tokenFor({ permissions: { issues: 'read' } }));
    expect((await ask('GET //repos/octo/SHOP/labels')).status).toBe(200);
    expect((await ask('GET //repos/octo/other/labels')).status).toBe(404);
    expect(github.unknownRoutes).toEqual([]);
  });
});

describe('a token', () => {
  test('must be there, and one that was given and not revoked', async () => {
    const github = await open();
    const token = github.tokenFor({});
    expect((await askWith(github, token)('GET ')).status).toBe(200);
    github.revoke(token);
    expect((await askWith(github, token)('GET ')).status).toBe(401);
    expect((await fetch(`${github.url}/repos/octo/shop`)).status).toBe(401);
  });

  test('may what its job’s permissions say, and is told what is missing', async () => {
    const github = await open();
    const sha = github.addCommit({ branch: 'main' });
    const ask = askWith(github, github.tokenFor({ permissions: { deployments: 'read', contents: 'write' } }));
    const { status, content, headers } = await ask('POST /deployments', { ref: sha });
    expect(status).toBe(403);
    expect(content).toMatchObject({ message: 'Resource not accessible by integration' });
    expect(headers.get('x-accepted-github-permissions')).toBe('deployments=write');
    expect((await ask('GET /deployments')).status).toBe(200);
    expect((await ask('GET /actions/runs')).status).toBe(403);
  });

  test('of a fork’s pull request reads only, whatever the workflow asks for', async () => {
    const github = await open();
    const permissions = { issues: 'write' } as const;
    const ask = askWith(github, github.tokenFor({ kind: 'fork', permissions }));
    expect((await ask('GET /issues')).status).toBe(200);
    expect((await ask('POST /issues', { title: 'Hello' })).status).toBe(403);
  });

  test('of a job is never an administrator’s', async () => {
    const github = await open();
    expect(() => github.tokenFor({ permissions: { administration: 'write' } })).toThrow('administration');
    const ask = askWith(github, github.tokenFor({ permissions: { actions: 'write', contents: 'write' } }));
    expect((await ask('PUT /environments/staging', {})).status).toBe(403);
    expect((await ask('GET //user')).status).toBe(403);
  });

  test('of a person may what their role allows', async () => {
    const github = await open();
    const statuses = await Promise.all(
      ['olaf', 'ann', 'gus'].map(async (actor) => {
        const ask = askWith(github, github.tokenFor({ kind: 'person', actor }));
        const made = await ask('POST /issues/1/labels', { labels: ['a'] });
        const set = await ask('PUT /environments/staging', {});
        return [made.status, set.status];
      }),
    );
    expect(statuses).toEqual([
      [404, 200],
      [404, 403],
      [403, 403],
    ]);
  });

  test('of a stranger does not see a private repository', async () => {
    const github = await open({ isPrivate: true });
    github.addPerson('eve', 'none');
    expect((await askWith(github, github.tokenFor({ kind: 'person', actor: 'eve' }))('GET ')).status).toBe(
      404,
    );
  });
});

describe('a request', () => {
  test('must be JSON, in the described form, with described fields and parameters only', async () => {
    const github = await open();
    const token = github.tokenFor({ permissions: { issues: 'write' } });
    const ask = askWith(github, token);
    const broken = await fetch(`${github.url}/repos/octo/shop/issues`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: '{',
    });
    const wrong = [
      await ask('POST /issues', { body: 'no title' }),
      await ask('POST /issues', { title: 'x', labels: 'one' }),
      await ask('POST /issues', { title: 'x', lables: ['one'] }),
      await ask('POST /issues'),
      await ask('GET /issues?perpage=100'),
      await ask('GET /issues?sha=main'),
      await ask('GET /issues?per_page=many'),
    ];
    expect(broken.status).toBe(400);
    expect(wrong.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422, 422, 422]);
  });

  test('is recorded with who sent it and what it got', async () => {
    const github = await open();
    const ask = askWith(github, github.tokenFor({ permissions: { issues: 'write' } }));
    await ask('POST /issues', { title: 'Hello' });
    expect(github.requests).toEqual([
      {
        method: 'POST',
        path: '/repos/octo/shop/issues',
        login: 'github-actions[bot]',
        body: '{"title":"Hello"}',
        status: 201,
      },
    ]);
  });
});
