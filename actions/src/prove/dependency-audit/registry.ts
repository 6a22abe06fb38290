import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { satisfies } from 'semver';
import { ALL_ADVISORIES, type KnownAdvisory } from './advisories.ts';

export interface Registry {
  readonly url: string;
  /** What it was asked, question by question. */
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

export interface Asked {
  readonly packages: Readonly<Record<string, readonly string[]>>;
  readonly authorization: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** The connection ends in the middle of the body. */
  readonly isCut?: boolean;
  /** Nothing is ever sent. */
  readonly isSilent?: boolean;
}

/** How it answers; `turn` counts the questions from 1. */
export type Behaviour = (asked: Asked, turn: number) => Answer;

/**
 * A registry of this machine’s own that knows the bulk endpoint and nothing else, and is strict about it: a POST of gzipped
 * JSON from names to versions, or status 400.
 */
export async function startRegistry(behave: Behaviour = knowing(ALL_ADVISORIES)): Promise<Registry> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    readBody(request).then(
      (body) => {
        const question = questionOf(request, body);
        if (question !== undefined) asked.push(question);
        send(response, question === undefined ? BAD : behave(question, asked.length));
      },
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers with what it knows of the versions that it is asked about, as npm’s registry does. */
export function knowing(advisories: readonly KnownAdvisory[]): Behaviour {
  return ({ packages }) => {
    const answers = Object.entries(packages).flatMap(([name, versions]) => {
      const known = advisories.filter((advisory) => advisory.package === name);
      const found = known.flatMap((advisory) => partsFor(advisory, versions));
      return found.length === 0 ? [] : [[name, found] as const];
    });
    return { status: 200, body: JSON.stringify(Object.fromEntries(answers)) };
  };
}

function partsFor(
  { id, severity, cwes, ranges, package: name }: KnownAdvisory,
  versions: readonly string[],
): object[] {
  return ranges
    .filter((range) => versions.some((version) => satisfies(version, range, { includePrerelease: true })))
    .map((range, index) => ({
      id: 1000 + index,
      url: `https://github.com/advisories/${id}`,
      title: `A known weakness of ${name}`,
      severity,
      vulnerable_versions: range,
      cwe: cwes,
      cvss: { score: 0, vectorString: null },
    }));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const BAD: Answer = { status: 400, body: '' };

function questionOf({ method, url, headers }: IncomingMessage, body: Buffer): Asked | undefined {
  const isRight =
    method === 'POST' &&
    url === '/-/npm/v1/security/advisories/bulk' &&
    headers['content-encoding'] === 'gzip' &&
    headers['content-type'] === 'application/json';
  if (!isRight) return undefined;
  const packages = JSON.parse(gunzipSync(body).toString('utf8')) as Asked['packages'];
  return { packages, authorization: headers.authorization };
}

function send(response: ServerResponse, { status, headers = {}, body, isCut, isSilent }: Answer): void {
  if (isSilent === true) return;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  if (isCut === true) response.write(body.slice(0, body.length / 2), () => response.destroy());
  else response.end(body);
}
