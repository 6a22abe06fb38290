import { gitIn } from './check-out.ts';
import { readWorkflow, type Workflow } from './read-workflow.ts';

const FOLDER = '.github/workflows';

export interface WorkflowsWish {
  readonly repository: string;
  /** Default: HEAD. */
  readonly sha: string | undefined;
  /** Instead of what the commit has. */
  readonly given: Readonly<Record<string, string>> | undefined;
}

/** What a commit has stays what it is; every event asks. */
const seen = new Map<string, Promise<ReadonlyMap<string, Workflow>>>();

/** By path. */
export async function workflowsAt({
  repository,
  sha = 'HEAD',
  given,
}: WorkflowsWish): Promise<ReadonlyMap<string, Workflow>> {
  if (given !== undefined) return await readAll(Object.entries(given));
  const commit = (await gitIn(repository, ['rev-parse', '--verify', `${sha}^{commit}`])).trim();
  const key = `${repository} ${commit}`;
  const found = seen.get(key) ?? committed(repository, commit).then(readAll);
  seen.set(key, found);
  return await found;
}

async function readAll(
  texts: readonly (readonly [string, string])[],
): Promise<ReadonlyMap<string, Workflow>> {
  const workflows = new Map<string, Workflow>();
  for (const [name, text] of texts) {
    const path = `${FOLDER}/${name}`;
    workflows.set(path, await readWorkflow(path, text));
  }
  return workflows;
}

async function committed(repository: string, sha: string): Promise<readonly (readonly [string, string])[]> {
  const listed = await gitIn(repository, ['ls-tree', '--name-only', sha, `${FOLDER}/`]);
  const paths = listed.split('\n').filter((path) => /\.ya?ml$/.test(path));
  return await Promise.all(
    paths.map(
      async (path) =>
        [path.slice(FOLDER.length + 1), await gitIn(repository, ['show', `${sha}:${path}`])] as const,
    ),
  );
}
