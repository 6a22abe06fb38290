import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { isSystemError, UserError } from '../errors.ts';
import type { Policy } from '../policy/schema.ts';
import { nonEmpty, type Home } from './home.ts';

/** How far past the policy's first port a home looks for room of its own. */
const SEARCHED_PORTS = 400;
const recordSchema = z.object({ base: z.int() });

/**
 * The first environment's port; the others count up from it. `TIDEGATE_PORT_BASE` is taken as it is. Without it, a home
 * takes the first free run of ports from the policy's on and remembers it, so that two homes never meet.
 */
export async function portBase(home: Home, policy: Policy, variables: NodeJS.ProcessEnv): Promise<number> {
  const explicit = nonEmpty(variables['TIDEGATE_PORT_BASE']);
  if (explicit !== undefined) return explicitBase(explicit, policy.environments.length);
  const path = join(home.root, 'ports.json');
  const remembered = await readBase(path);
  if (remembered !== undefined) return remembered;
  const base = await firstFreeRun(policy.local.portBase, policy.environments.length);
  await mkdir(home.root, { recursive: true });
  await writeFile(`${path}.draft`, JSON.stringify({ base }));
  await rename(`${path}.draft`, path);
  return base;
}

function explicitBase(text: string, count: number): number {
  const base = Number(text);
  if (Number.isInteger(base) && base >= 1024 && base + count <= 65_536) return base;
  throw new UserError({
    code: 'usage',
    message: `Expected TIDEGATE_PORT_BASE to be a port from 1024 to ${65_536 - count}; found ${JSON.stringify(text)}.`,
    remedy: 'Set it to the first of as many free ports as there are environments, or leave it unset.',
  });
}

async function readBase(path: string): Promise<number | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(path, 'utf8'))).base;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function firstFreeRun(from: number, count: number): Promise<number> {
  for (let base = from; base + count <= Math.min(from + SEARCHED_PORTS, 65_536); base += count) {
    const ports = Array.from({ length: count }, (_, index) => base + index);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return base;
  }
  throw new UserError({
    code: 'port-taken',
    message: `Expected ${count} free ports in a row between ${from} and ${from + SEARCHED_PORTS}; found none.`,
    remedy: 'Set TIDEGATE_PORT_BASE to the first of a free run of ports.',
  });
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
