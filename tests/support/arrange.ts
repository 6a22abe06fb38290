import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Workbench } from './workbench.ts';

/** Undoes what was arranged. */
export type Undo = () => Promise<void>;

export function withPolicy({ repository }: Workbench, policy: object): Promise<Undo> {
  const text = stringify(policy, { aliasDuplicateObjects: false });
  return withFile(join(repository, '.github/tidegate.yml'), () => text);
}

/** Adds lines to an environment’s own configuration: of two for one variable the last counts. */
export function withConfiguration(
  { home }: Workbench,
  environment: string,
  lines: readonly string[],
): Promise<Undo> {
  return withFile(join(home, 'config', `${environment}.env`), (text) => `${text}${lines.join('\n')}\n`);
}

/** A server that is none of ours. */
export async function withForeignServer(port: number): Promise<Undo> {
  const server = await listen(port);
  return () => close(server);
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = await listen(0);
  const { port } = server.address() as AddressInfo;
  await close(server);
  return port;
}

async function withFile(path: string, change: (text: string) => string): Promise<Undo> {
  const before = await readFile(path, 'utf8');
  await writeFile(path, change(before));
  return () => writeFile(path, before);
}

async function listen(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
