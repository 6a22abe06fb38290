import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#hashfiles */
export function hashFiles(workspace: string, patterns: readonly string[]): string {
  const files = globSync([...patterns], { cwd: workspace })
    .map((name) => join(workspace, name))
    .sort();
  const chosen = files.filter((file) => statSync(file).isFile());
  if (chosen.length === 0) return '';
  const all = createHash('sha256');
  for (const file of chosen) all.update(createHash('sha256').update(readFileSync(file)).digest());
  return all.digest('hex');
}
