import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadPolicy } from '../policy/load.ts';
import type { RepositoryFacts } from './facts.ts';
import { rewriteWorkflow } from './rewrite-workflow.ts';
import type { Uses } from './uses.ts';

/** Those that ship; the others are about Tidegate itself. */
const SHIPPING = ['pipeline.yml', 'deploy.yml', 'rollback.yml', 'release-pr.yml'];

/**
 * This checkout’s own workflows as another repository needs them, so that there is one of each: they use its actions from where it is
 * published, install what is locked there, and hand over the secrets of that service.
 */
export async function draftWorkflows(wish: {
  checkout: string;
  uses: Uses;
  secrets: readonly string[];
  facts: Pick<RepositoryFacts, 'lockFiles'>;
}): Promise<[string, string][]> {
  const { checkout, uses, secrets, facts } = wish;
  const { local } = await loadPolicy(join(checkout, '.github/tidegate.yml'));
  const ownSecrets = local.secrets.map(({ name }) => name);
  const names = SHIPPING.filter((name) => existsSync(join(checkout, '.github/workflows', name)));
  const texts = names.map(async (name): Promise<[string, string]> => {
    const path = `.github/workflows/${name}`;
    const text = await readFile(join(checkout, path), 'utf8');
    const facing = { uses, ownSecrets, secrets, lockFile: facts.lockFiles[0] };
    return [path, rewriteWorkflow(text, facing)];
  });
  return Promise.all(texts);
}
