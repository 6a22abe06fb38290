import { z } from 'zod';
import { parse } from 'yaml';

/** Made by GitHub itself: allowed by one switch. */
const GITHUBS = ['actions', 'github'];

const steps = z.array(z.object({ uses: z.string().optional().catch(undefined) }).catch({})).catch([]);
const fileSchema = z
  .object({
    jobs: z
      .record(
        z.string(),
        z.object({ uses: z.string().optional().catch(undefined), steps }).catch({ steps: [] }),
      )
      .catch({}),
    runs: z.object({ steps }).catch({ steps: [] }),
  })
  .catch({ jobs: {}, runs: { steps: [] } });

/**
 * Patterns of the actions and reusable workflows of others that workflow and action files use, sorted: `owner/name@*`. Which commit
 * is for the pin to say, and changes with each update.
 */
export function patternsUsed(files: readonly string[]): string[] {
  const used = files.flatMap(usesIn).flatMap((text) => {
    const [path = '', version] = text.split('@');
    const isOthers = version !== undefined && /^[\w-]+\/[\w.-]+(?:\/.+)?$/.test(path);
    if (!isOthers || GITHUBS.includes(path.split('/')[0] ?? '')) return [];
    return [`${path}@*`];
  });
  return [...new Set(used)].toSorted();
}

/**
 * Actions of others, GitHub's own too, that are named by a tag or a branch, sorted. Workflows that are called may be:
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository
 */
export function unpinnedIn(files: readonly string[]): string[] {
  const used = files.flatMap(usesIn).filter((text) => {
    const [path = '', version = ''] = text.split('@');
    return /^[\w-]+\//.test(path) && !path.includes('/.github/workflows/') && !/^[0-9a-f]{40}$/.test(version);
  });
  return [...new Set(used)].toSorted();
}

/** What can’t be read as a workflow uses nothing: GitHub doesn’t run it either. */
function usesIn(text: string): string[] {
  const { jobs, runs } = fileSchema.parse(parsed(text));
  const all = [...Object.values(jobs).flatMap((job) => [job, ...job.steps]), ...runs.steps];
  return all.flatMap((each) => ('uses' in each && each.uses !== undefined ? [each.uses] : []));
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
