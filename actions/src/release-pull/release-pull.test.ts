import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { findReleasePull, type ReleasePull } from './release-pull.ts';

const REPOSITORY = 'olaf/tidegate';
const HEAD = 'ab'.repeat(20);

let server: Server;
let pulls: object[];
let files: object[];

beforeEach(async () => {
  pulls = [];
  files = [{ filename: 'CHANGELOG.md', status: 'modified', patch: '+notes' }];
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    const answers: Record<string, unknown> = {
      [`/repos/${REPOSITORY}/pulls`]: pulls,
      [`/repos/${REPOSITORY}/compare/main...${HEAD}`]: { files },
    };
    response.writeHead(pathname in answers ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answers[pathname] ?? { message: 'Not Found' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

function pull(changes: { number?: number; ref?: string; label?: string; repo?: string | null } = {}): object {
  const { number = 7, ref = 'release-please--branches--main', label = 'autorelease: pending' } = changes;
  const repo = changes.repo === undefined ? REPOSITORY : changes.repo;
  return {
    number,
    labels: [{ name: label }],
    base: { ref: 'main' },
    head: { ref, sha: HEAD, repo: repo === null ? null : { full_name: repo } },
  };
}

function find(number?: number): Promise<ReleasePull | undefined> {
  const { port } = server.address() as AddressInfo;
  const api = { base: `http://127.0.0.1:${port}`, token: 'made-up' };
  return findReleasePull({ api, repository: REPOSITORY, ...(number === undefined ? {} : { number }) });
}

it('is found by its label and its branch', async () => {
  pulls = [pull({ number: 3, label: 'bug' }), pull()];
  expect(await find()).toEqual({ number: 7, head: HEAD });
  expect(await find(7)).toEqual({ number: 7, head: HEAD });
});

it.each([
  ['no pull request is open', []],
  ['it has another label', [pull({ label: 'autorelease: tagged' })]],
  ['it is of another branch', [pull({ ref: 'feature' })]],
  ['it comes from a fork', [pull({ repo: 'mallory/tidegate' })]],
  ['its fork is gone', [pull({ repo: null })]],
])('is none when %s', async (_why, open) => {
  pulls = open;
  expect(await find()).toBeUndefined();
});

it('is none when the comment was on another pull request', async () => {
  pulls = [pull()];
  expect(await find(8)).toBeUndefined();
});

it('is refused when it holds code', async () => {
  pulls = [pull()];
  files.push({ filename: 'app/src/server.ts', status: 'modified', patch: '+steal()' });
  await expect(find()).rejects.toMatchObject({ code: 'release-pull-unclear' });
});

it('is refused when there are two', async () => {
  pulls = [pull(), pull({ number: 9, ref: 'release-please--branches--main--components--app' })];
  await expect(find()).rejects.toMatchObject({ code: 'release-pull-unclear' });
});
