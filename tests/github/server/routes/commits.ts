import { found, notFound, ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import { pageOf } from '../page.ts';
import { showCommit, showFile } from '../show-commit.ts';
import { apiUrl, pageUrl } from '../world.ts';

/** A comparison gives no more files than this. https://docs.github.com/en/rest/commits/commits#compare-two-commits */
const MOST_FILES = 300;
const MOST_COMMITS = 250;

export const commitRoutes: Routes = {
  'GET /commits': listCommits,
  async 'GET /commits/{ref}'({ world, params }) {
    const sha = await world.git.resolve(params['ref'] ?? '');
    if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${params['ref'] ?? ''}`);
    const commit = found(await world.git.commit(sha));
    const [parent] = commit.parents;
    const files = parent === undefined ? [] : await world.git.changedFiles(parent, sha);
    return ok({ ...showCommit(world, commit), files: files.map((file) => showFile(world, { file, sha })) });
  },
  'GET /compare/{basehead}': compare,
  'GET /contents/{path}': showContent,
  'GET /commits/{ref}/check-runs': async (asked) => {
    const sha = found(await asked.world.git.resolve(asked.params['ref'] ?? ''));
    return ok(checkRuns(asked, sha));
  },
};

async function listCommits(asked: Asked): Promise<Answer> {
  const { world, query } = asked;
  const sha = found(await world.git.resolve(String(query['sha'] ?? world.defaultBranch)));
  return pageOf(
    asked,
    (await world.git.log(sha)).map((each) => showCommit(world, each)),
  );
}

/** `base...head`: from their merge base to the head. */
async function compare(asked: Asked): Promise<Answer> {
  const { world, params, query } = asked;
  const [baseName, headName, ...rest] = (params['basehead'] ?? '').split('...');
  if (baseName === undefined || headName === undefined || rest.length > 0) throw notFound();
  const base = found(await world.git.resolve(baseName));
  const head = found(await world.git.resolve(headName));
  const mergeBase = found(await world.git.mergeBase(base, head));
  const ahead = await world.git.between(base, head);
  const behind = await world.git.between(head, base);
  const files = await world.git.changedFiles(mergeBase, head);
  const url = apiUrl(world, `/compare/${params['basehead'] ?? ''}`);
  const part = pageOf(asked, ahead);
  const isPaged = query['page'] !== undefined || query['per_page'] !== undefined;
  const commits = isPaged ? (part.content as typeof ahead) : ahead.slice(0, MOST_COMMITS);
  const content = {
    url,
    html_url: pageUrl(world, `/compare/${params['basehead'] ?? ''}`),
    base_commit: showCommit(world, found(await world.git.commit(base))),
    merge_base_commit: showCommit(world, found(await world.git.commit(mergeBase))),
    status: relation(ahead.length, behind.length),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: commits.map((each) => showCommit(world, each)),
    files: files.slice(0, MOST_FILES).map((file) => showFile(world, { file, sha: head })),
  };
  return {
    status: 200,
    content,
    ...(isPaged && part.headers !== undefined ? { headers: part.headers } : {}),
  };
}

function relation(ahead: number, behind: number): string {
  if (ahead === 0) return behind === 0 ? 'identical' : 'behind';
  return behind === 0 ? 'ahead' : 'diverged';
}

async function showContent({ world, params, query }: Asked): Promise<Answer> {
  const path = params['path'] ?? '';
  const sha = found(await world.git.resolve(String(query['ref'] ?? world.defaultBranch)));
  const content = found(await world.git.file(sha, path));
  return ok({
    type: 'file',
    encoding: 'base64',
    size: content.length,
    name: path.split('/').at(-1),
    path,
    content: content.toString('base64'),
    sha,
    url: apiUrl(world, `/contents/${path}`),
    git_url: null,
    html_url: null,
    download_url: null,
  });
}

/** A check for each job of the commit’s runs. */
function checkRuns({ world }: Asked, sha: string): object {
  const runs = world.runs.filter((run) => run.head_sha === sha);
  const jobs = world.jobs.filter((job) =>
    runs.some((run) => run.id === job.run && run.run_attempt === job.attempt),
  );
  return {
    total_count: jobs.length,
    check_runs: jobs.map(({ id, name, status, conclusion, started_at, completed_at }) => ({
      id,
      name,
      head_sha: sha,
      status: status === 'completed' || status === 'in_progress' ? status : 'queued',
      conclusion,
      started_at,
      completed_at,
      url: apiUrl(world, `/check-runs/${id}`),
    })),
  };
}
