import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isSystemError, UserError } from '../errors.ts';
import { isPortFree } from '../ports/free-port.ts';
import type { Policy } from '../policy/schema.ts';
import { nonEmpty, type Home } from './home.ts';
import { amongHomes } from './known-homes.ts';

/** How far past the policy's first port a home looks for room of its own. */
const SEARCHED_PORTS = 400;
const LAST_PORT = 65_535;

/** The embedded database's port stands this far behind the first environment's, or on the next free one. */
export const DATABASE_OFFSET = 10;

/** Ports in a row, one an environment. */
const runSchema = z.object({
  base: z.int().min(1).max(LAST_PORT),
  count: z.int().positive().default(1),
});
type PortRun = z.output<typeof runSchema>;

/**
 * The first environment's port; the others count up from it. `TIDEGATE_PORT_BASE` is taken as it is. Without it, a home
 * takes the first run of ports from the policy's on that is free and no other home's, and remembers it: two homes of one
 * user never meet, whether they run or not.
 */
export async function portBase(home: Home, policy: Policy, variables: NodeJS.ProcessEnv): Promise<number> {
  const count = policy.environments.length;
  const explicit = nonEmpty(variables['TIDEGATE_PORT_BASE']);
  if (explicit !== undefined) return explicitBase(explicit, count);
  const remembered = await ownRun(home.root);
  if (remembered !== undefined) {
    if (remembered.count !== count) await remember(home.root, { base: remembered.base, count });
    return remembered.base;
  }
  return amongHomes(home.root, async (others) => {
    // Another command of this home may have had its turn first.
    const meanwhile = await ownRun(home.root);
    if (meanwhile !== undefined) return meanwhile.base;
    const taken = await Promise.all(others.map((other) => readRun(other).catch(() => undefined)));
    const base = await firstFreeRun(policy.local.portBase, {
      count,
      taken: taken.filter((run) => run !== undefined),
    });
    await remember(home.root, { base, count });
    return base;
  });
}

function explicitBase(text: string, count: number): number {
  const base = /^\d+$/.test(text.trim()) ? Number(text) : 0;
  if (base >= 1024 && base + count <= LAST_PORT + 1) return base;
  throw new UserError({
    code: 'usage',
    message: `Expected TIDEGATE_PORT_BASE to be a port from 1024 to ${LAST_PORT + 1 - count}; found ${JSON.stringify(text)}.`,
    remedy: 'Set it to the first of as many free ports as there are environments, or leave it unset.',
  });
}

async function ownRun(root: string): Promise<PortRun | undefined> {
  try {
    return await readRun(root);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    throw new UserError({
      code: 'usage',
      message: `Expected ${recordIn(root)} to hold {"base": <port>}; it holds something else.`,
      remedy: 'Stop what runs (npm run stop with the right TIDEGATE_PORT_BASE), then remove the file.',
    });
  }
}

async function readRun(root: string): Promise<PortRun | undefined> {
  try {
    return runSchema.parse(JSON.parse(await readFile(recordIn(root), 'utf8')));
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function remember(root: string, run: PortRun): Promise<void> {
  await mkdir(root, { recursive: true });
  await writeFile(`${recordIn(root)}.draft`, JSON.stringify(run));
  await rename(`${recordIn(root)}.draft`, recordIn(root));
}

function recordIn(root: string): string {
  return join(root, 'ports.json');
}

async function firstFreeRun(
  from: number,
  { count, taken }: { count: number; taken: readonly PortRun[] },
): Promise<number> {
  const last = Math.min(from + SEARCHED_PORTS, LAST_PORT + 1);
  const others = new Set(taken.flatMap((run) => [...portsIn(run), run.base + DATABASE_OFFSET]));
  for (let base = from; base + count <= last; base += count) {
    const ports = portsIn({ base, count });
    if ([...ports, base + DATABASE_OFFSET].some((port) => others.has(port))) continue;
    const free = await Promise.all(ports.map(isPortFree));
    if (free.every(Boolean)) return base;
  }
  throw new UserError({
    code: 'port-taken',
    message: `Expected ${count} free ports in a row between ${from} and ${last - 1}; found none.`,
    remedy: 'Set TIDEGATE_PORT_BASE to the first of a free run of ports.',
  });
}

function portsIn({ base, count }: PortRun): number[] {
  return Array.from({ length: count }, (_, index) => base + index);
}
