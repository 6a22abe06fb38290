import { join } from 'node:path';
import { z } from 'zod';

const identity = z.object({ pid: z.int(), startedAt: z.string() });

/** What a keeper is told to keep running: written before it starts, removed when it is told to stop. */
export const keeperOrderSchema = z.object({
  argv: z.tuple([z.string()], z.string()),
  cwd: z.string(),
  env: z.record(z.string(), z.string()),
  configFile: z.string().optional(),
  logFile: z.string(),
  stopWithinMs: z.number(),
});
export type KeeperOrder = z.output<typeof keeperOrderSchema>;

/** What a keeper says of itself, replaced whole at each change. */
export const keeperStateSchema = z.object({
  keeper: identity,
  child: identity.optional(),
  starts: z.int(),
});
export type KeeperState = z.output<typeof keeperStateSchema>;

const ORDER_ENDING = '.order.json';

export function keeperPaths(run: string, name: string): { order: string; state: string } {
  return { order: join(run, `${name}${ORDER_ENDING}`), state: join(run, `${name}.state.json`) };
}

/** Whose order a file of the folder is. */
export function keptName(file: string): string | undefined {
  return file.endsWith(ORDER_ENDING) ? file.slice(0, -ORDER_ENDING.length) : undefined;
}
