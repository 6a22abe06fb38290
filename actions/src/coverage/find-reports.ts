import { glob } from 'node:fs/promises';
import { UserError } from '../errors.ts';

/**
 * The files that the globs name, each once, in their order. One that names none is an error: the others would be taken for all
 * there is. `UserError` coverage-missing.
 */
export async function findReports(folder: string, globs: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const missing: string[] = [];
  for (const pattern of globs) {
    const matches: string[] = [];
    const walk = glob(pattern, {
      cwd: folder,
      exclude: (name) => name === 'node_modules' || name === '.git',
    });
    for await (const path of walk) matches.push(path.replaceAll('\\', '/'));
    if (matches.length === 0) missing.push(pattern);
    found.push(...matches.toSorted());
  }
  if (missing.length === 0 && found.length > 0) return [...new Set(found)];
  throw new UserError({
    code: 'coverage-missing',
    message: `Expected coverage reports at ${missing.join(', ') || 'some path'}, found none there.`,
    remedy: 'Have the tests write them before this step, and see that it did not fail or skip that.',
  });
}
