import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What a release does, built into it. */
export type Behaviour = 'good' | 'breaks-live' | 'crashes';

/** A service as small as can be: it says who it is, and breaks as it was built to. */
const SERVER = `
  import { existsSync, readlinkSync } from 'node:fs';
  import { createServer } from 'node:http';
  import { basename, dirname, join } from 'node:path';
  import { BEHAVIOUR, NUMBER, STARTS_UNLESS } from './behaviour.ts';
  const { TIDEGATE_SOCKET = '', TIDEGATE_RELEASE_ID, TIDEGATE_DIGEST, TIDEGATE_CONFIG_HASH, API_KEY } = process.env;
  if (BEHAVIOUR === 'crashes') throw new Error('crashes');
  if (existsSync(String(STARTS_UNLESS))) throw new Error('does not start any more');
  console.log('release number ' + NUMBER + ' starts with the key ' + API_KEY);
  const ready = JSON.stringify({
    status: 'ready',
    releaseId: TIDEGATE_RELEASE_ID,
    digest: TIDEGATE_DIGEST,
    configHash: TIDEGATE_CONFIG_HASH,
    worker: { pid: process.pid, index: 0, count: 1 },
  });
  const health = JSON.stringify({ release: { id: TIDEGATE_RELEASE_ID, digest: TIDEGATE_DIGEST } });
  function isLive() {
    try {
      return basename(readlinkSync(join(dirname(TIDEGATE_SOCKET), 'current.sock'))) === basename(TIDEGATE_SOCKET);
    } catch {
      return false;
    }
  }
  const server = createServer((request, response) => {
    if (request.url === '/health/ready') response.end(ready);
    else if (request.url === '/health') response.end(health);
    else if (request.url === '/metrics') response.writeHead(404).end();
    else if (BEHAVIOUR === 'breaks-live' && isLive()) response.writeHead(500).end('broken');
    else response.end(String(NUMBER));
  }).listen(TIDEGATE_SOCKET);
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => { server.close(); server.closeAllConnections(); process.exit(0); });
`;

const CHECK_CONFIG = `
  const variables = [{ name: 'API_KEY', required: true, secret: true, kind: 'string', description: 'A key.' }];
  if (process.argv.includes('--contract')) console.log(JSON.stringify({ variables }));
  else console.log(JSON.stringify({ verdict: 'pass', problems: [] }));
`;

/** Where a file keeps every release from starting, whatever it is built to do. */
export function obstacleIn(repository: string): string {
  return join(repository, 'obstacle');
}

/** Writes the service as a repository's only workspace. */
export async function writeService(repository: string): Promise<void> {
  const files = {
    'package.json': JSON.stringify({ name: 'root', private: true, workspaces: ['service'] }),
    'service/package.json': JSON.stringify({ name: 'service', version: '1.0.0', type: 'module' }),
    'service/src/server.ts': SERVER,
    'service/src/check-config.ts': CHECK_CONFIG,
    'service/migrations/0001_begin.sql': '-- class: expand\nCREATE TABLE a (id int);\n',
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), content);
  }
}

export async function writeBehaviour(
  repository: string,
  { behaviour, number }: { behaviour: Behaviour; number: number },
): Promise<void> {
  const constants = { BEHAVIOUR: behaviour, NUMBER: number, STARTS_UNLESS: obstacleIn(repository) };
  const text = Object.entries(constants)
    .map(([name, value]) => `export const ${name}: string | number = ${JSON.stringify(value)};\n`)
    .join('');
  await writeFile(join(repository, 'service/src/behaviour.ts'), text);
}
