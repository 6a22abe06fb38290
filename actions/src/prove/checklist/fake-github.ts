import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export const REPOSITORY = 'octo/shop';
export const PULL = 12;
const LONGEST_BODY = 65_536;

interface User {
  readonly login: string;
  readonly type: 'User' | 'Bot';
}

interface FakeComment {
  readonly id: number;
  readonly user: User;
  body: string;
  updated_at: string;
}

/** A GitHub of one repository and one pull request, which refuses what the real one refuses. It holds its state. */
export interface FakeGitHub {
  readonly url: string;
  /** A new one each time. */
  readonly token: string;
  head: string;
  merged: string;
  readonly comments: FakeComment[];
  readonly permissions: Map<string, string>;
  /** Logins of the commits’ authors. */
  readonly authors: string[];
  /** What the token may: a fork’s may read. */
  grant: 'read' | 'write';
  /** So many requests to come are answered so. */
  outage: { status: number; times: number; headers?: Record<string, string> };
  /** `METHOD path` of each request. */
  readonly requests: string[];
  /** Somebody edits a comment; gives the event that GitHub would send. */
  edit(id: number, by: string, change: (body: string) => string): object;
  addComment(login: string, body: string): FakeComment;
  close(): Promise<void>;
}

export async function fakeGitHub(): Promise<FakeGitHub> {
  let clock = Date.parse('2026-05-04T10:00:00Z');
  let lastId = 1000;
  function now(): string {
    clock += 60_000;
    return new Date(clock).toISOString().replace('.000Z', 'Z');
  }
  const comments: FakeComment[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const { status, content, headers } = answer(github, request, text);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(content));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const github: FakeGitHub = {
    url: `http://127.0.0.1:${port}`,
    token: randomBytes(16).toString('hex'),
    head: commitHash(),
    merged: commitHash(),
    comments,
    permissions: new Map([
      ['ann', 'write'],
      ['olaf', 'admin'],
      ['gus', 'read'],
    ]),
    authors: ['olaf'],
    grant: 'write',
    outage: { status: 502, times: 0 },
    requests: [],
    edit(id, login, change) {
      const comment = comments.find((each) => each.id === id);
      if (comment === undefined) throw new Error(`no comment ${id}`);
      const from = comment.body;
      comment.body = change(from);
      comment.updated_at = now();
      return {
        action: 'edited',
        issue: { number: PULL, pull_request: {} },
        comment: structuredClone(comment),
        changes: { body: { from } },
        sender: userNamed(login),
      };
    },
    addComment(login, body) {
      lastId += 1;
      const comment = { id: lastId, user: userNamed(login), body, updated_at: now() };
      comments.push(comment);
      return comment;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return github;
}

export function commitHash(): string {
  return randomBytes(20).toString('hex');
}

function userNamed(login: string): User {
  return { login, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

interface FakeAnswer {
  readonly status: number;
  readonly content: unknown;
  readonly headers?: Record<string, string>;
}

function answer(github: FakeGitHub, request: IncomingMessage, text: string): FakeAnswer {
  const { method = 'GET', url = '/', headers } = request;
  github.requests.push(`${method} ${url}`);
  const { outage } = github;
  if (outage.times > 0) {
    outage.times -= 1;
    return { status: outage.status, content: { message: 'Out of order' }, headers: outage.headers ?? {} };
  }
  if (headers.authorization !== `Bearer ${github.token}`) return refusal(401, 'Bad credentials');
  if (method !== 'GET' && github.grant === 'read')
    return refusal(403, 'Resource not accessible by integration');
  const { pathname, searchParams } = new URL(url, 'http://github');
  for (const [route, work] of ROUTES) {
    const match = route.exec(`${method} ${pathname}`);
    if (match !== null) return work(github, { part: match[1] ?? '', search: searchParams, text });
  }
  return refusal(404, 'Not Found');
}

function refusal(status: number, message: string): FakeAnswer {
  return { status, content: { message, documentation_url: 'https://docs.github.com/rest' } };
}

interface Asked {
  /** What stands at the variable place of the path. */
  readonly part: string;
  readonly search: URLSearchParams;
  readonly text: string;
}

type Route = readonly [RegExp, (github: FakeGitHub, asked: Asked) => FakeAnswer];

const ROUTES: readonly Route[] = [
  [/^GET \/repos\/octo\/shop\/pulls\/12$/, showPull],
  [/^GET \/repos\/octo\/shop\/pulls\/12\/commits$/, listCommits],
  [/^GET \/repos\/octo\/shop\/issues\/12\/comments$/, listComments],
  [/^POST \/repos\/octo\/shop\/issues\/12\/comments$/, addComment],
  [/^PATCH \/repos\/octo\/shop\/issues\/comments\/(\d+)$/, changeComment],
  [/^GET \/repos\/octo\/shop\/collaborators\/([^/]+)\/permission$/, showPermission],
];

function showPull({ head, merged }: FakeGitHub): FakeAnswer {
  const content = { number: PULL, head: { sha: head }, merge_commit_sha: merged, user: userNamed('olaf') };
  return { status: 200, content };
}

function listCommits(github: FakeGitHub, asked: Asked): FakeAnswer {
  const commits = github.authors.map((login) => ({ author: userNamed(login), committer: null }));
  return pageOf(commits, { ...asked, url: `${github.url}/repos/octo/shop/pulls/12/commits` });
}

function listComments(github: FakeGitHub, asked: Asked): FakeAnswer {
  return pageOf(github.comments, { ...asked, url: `${github.url}/repos/octo/shop/issues/12/comments` });
}

/** Thirty a page unless asked for more, and never more than a hundred. */
function pageOf(all: readonly unknown[], { search, url }: Asked & { url: string }): FakeAnswer {
  const size = Math.min(100, Number(search.get('per_page') ?? 30));
  const page = Number(search.get('page') ?? 1);
  const isLast = page * size >= all.length;
  const link = `<${url}?per_page=${size}&page=${page + 1}>; rel="next"`;
  return {
    status: 200,
    content: all.slice((page - 1) * size, page * size),
    headers: isLast ? {} : { link },
  };
}

function addComment(github: FakeGitHub, { text }: Asked): FakeAnswer {
  const body = bodyIn(text);
  if (body === undefined) return refusal(422, 'Validation Failed');
  return { status: 201, content: github.addComment('github-actions[bot]', body) };
}

function changeComment(github: FakeGitHub, { part, text }: Asked): FakeAnswer {
  const body = bodyIn(text);
  const comment = github.comments.find(({ id }) => id === Number(part));
  if (comment === undefined) return refusal(404, 'Not Found');
  if (body === undefined) return refusal(422, 'Validation Failed');
  comment.body = body;
  return { status: 200, content: comment };
}

function bodyIn(text: string): string | undefined {
  const content: unknown = JSON.parse(text);
  if (typeof content !== 'object' || content === null || !('body' in content)) return undefined;
  const { body } = content;
  return typeof body === 'string' && body !== '' && body.length <= LONGEST_BODY ? body : undefined;
}

/** Of anybody it knows at least that they may read what is public. */
function showPermission({ permissions }: FakeGitHub, { part }: Asked): FakeAnswer {
  const permission = permissions.get(decodeURIComponent(part)) ?? 'read';
  return { status: 200, content: { permission, role_name: permission } };
}
