import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../policy/canonical-json.ts';

const WITHIN_MS = 10_000;

const rootSchema = z.looseObject({ signed: z.unknown() });

/** The repository’s first root, as the one that is known by its sha256: every later one is signed from it on. Gives its file. */
export async function fetchFirstRoot(facts: {
  mirror: string;
  firstRoot: string;
  folder: string;
}): Promise<string> {
  const { mirror, firstRoot, folder } = facts;
  const response = await fetch(`${mirror}/1.root.json`, { signal: AbortSignal.timeout(WITHIN_MS) });
  if (!response.ok) throw new Error(`${response.status} for the first root`);
  const root = rootSchema.parse(await response.json());
  const found = createHash('sha256').update(canonicalJson(root.signed)).digest('hex');
  if (found !== firstRoot) throw new Error(`a first root with ${found} in place of ${firstRoot}`);
  const path = join(folder, 'first-root.json');
  await writeFile(path, JSON.stringify(root));
  return path;
}
