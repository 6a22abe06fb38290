import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadPolicy } from '../policy/load.ts';
import type { RepositoryFacts } from './facts.ts';
import { rewriteWorkflow } from './rewrite-workflow.ts';
import type { Uses } from './uses.ts';

/** Those that ship. The others are about Tidegate itself, or about release PRs, which a repository need not have. */
const SHIPPING = ['pipeline.yml', 'deploy.yml', 'rollback.yml'];

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
  const setupNode = pinnedIn(await readFile(join(checkout, '.github/actions/setup/action.yml'), 'utf8'));
  const texts = SHIPPING.map(async (name): Promise<[string, string]> => {
    const path = `.github/workflows/${name}`;
    const text = await readFile(join(checkout, path), 'utf8');
    const facing = { uses, ownSecrets, secrets, lockFile: facts.lockFiles[0], setupNode };
    return [path, rewriteWorkflow(text, facing)];
  });
  return Promise.all(texts);
}

/** One place says which version: the composite action that stands in its place here. */
function pinnedIn(setup: string): string {
  const found = /uses: (actions\/setup-node@[0-9a-f]{40} # v[\d.]+)/.exec(setup)?.[1];
  if (found === undefined)
    throw new Error('expected the composite action to set Node.js up by a pinned action');
  return found;
}
