import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { removeStaleSocket } from './stale-socket.ts';

let folder: string;
let path: string;
let server: Server;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sock-'));
  path = join(folder, 'a.sock');
  server = createServer();
});

afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

describe('the path of the socket', () => {
  it('is free when nothing is there', async () => {
    expect(await removeStaleSocket(path)).toEqual({ obstacle: undefined });
  });

  it('is left to a service that answers on it', async () => {
    server.listen(path);
    await once(server, 'listening');
    expect(await removeStaleSocket(path)).toEqual({
      obstacle: expect.stringContaining('Another process listens'),
    });
    expect(existsSync(path)).toBe(true);
  });

  it('is left to a file of another kind', async () => {
    writeFileSync(path, 'kept');
    expect(await removeStaleSocket(path)).toEqual({
      obstacle: expect.stringContaining('another kind of file'),
    });
    expect(existsSync(path)).toBe(true);
  });
});
