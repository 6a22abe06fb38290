import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import type { Permissions } from '../runner/permissions.ts';
import type { StandIn } from '../runner/stand-in.ts';
import { askWith, type Ask } from '../server/ask.ts';
import type { FakeGitHub } from '../server/open-github.ts';

const BRANCH = 'release-please--branches--main';
const PENDING = 'autorelease: pending';
const BOT = ['-c', 'user.name=github-actions[bot]', '-c', 'user.email=bot@shop.test'];

/**
 * Keeps the release PR with the job's own token as release-please does: made anew on top of main with every change that a
 * release has to tell of, and none while a merged one waits for its release.
 * https://github.com/googleapis/release-please#release-please-bot-does-not-create-a-release-pr-why
 */
export function releasePlease(github: FakeGitHub, repository: string): StandIn {
  return async ({ permissions, log }) => {
    const ask = askWith(github, github.tokenFor({ permissions: permissions as Permissions }));
    const waiting = github.state.issues.find(
      ({ pull, labels }) => typeof pull?.merged_at === 'string' && labels.includes(PENDING),
    );
    if (waiting !== undefined) {
      log(`There are untagged, merged release PRs outstanding: #${waiting.number}`);
      return {};
    }
    const made = await commitRelease(repository);
    if (made === undefined) return {};
    await moveBranch(ask, made.sha);
    await keepPull(ask, made.title);
    return {};
  };
}

/** In a worktree of its own: whoever works in the repository goes on. */
async function commitRelease(
  repository: string,
): Promise<{ readonly sha: string; readonly title: string } | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'tg-rp-'));
  async function git(...argv: readonly string[]): Promise<string> {
    return (await execa('git', [...BOT, '-C', folder, ...argv])).stdout;
  }
  await execa('git', ['-C', repository, 'worktree', 'add', '--quiet', '--detach', folder, 'main']);
  try {
    const { '.': before = '' } = JSON.parse(
      await readFile(join(folder, '.release-please-manifest.json'), 'utf8'),
    ) as Record<string, string>;
    const isReleased = (await git('tag', '--list', `v${before}`)) !== '';
    const titles = await git('log', '--format=%s', isReleased ? `v${before}..HEAD` : 'HEAD');
    const told = titles.split('\n').filter((title) => /^(feat|fix): /.test(title));
    if (told.length === 0) return undefined;
    const version = before.replace(/\d+$/, (patch) => String(Number(patch) + 1));
    const title = `chore(main): release ${version}`;
    await writeVersion(folder, { before, version, told });
    await git('add', '--all');
    await git('commit', '--quiet', '--message', title);
    return { sha: await git('rev-parse', 'HEAD'), title };
  } finally {
    await execa('git', ['-C', repository, 'worktree', 'remove', '--force', folder]);
    await systemFiles.removeTree(folder);
  }
}

/** As release-please-config.json has it. */
async function writeVersion(
  folder: string,
  { before, version, told }: { before: string; version: string; told: readonly string[] },
): Promise<void> {
  const line = `"version": "${before}"`;
  for (const name of ['package.json', 'app/package.json'])
    await rewrite(join(folder, name), (text) => text.replace(line, `"version": "${version}"`));
  await rewrite(join(folder, 'package-lock.json'), (text) => {
    const lock = JSON.parse(text) as Lock;
    lock.version = version;
    for (const name of ['', 'app']) Object.assign(lock.packages[name] ?? {}, { version });
    return `${JSON.stringify(lock, null, 2)}\n`;
  });
  await rewrite(join(folder, '.release-please-manifest.json'), (text) => text.replace(before, version));
  const notes = `## ${version}\n\n${told.map((title) => `* ${title}\n`).join('')}`;
  await rewrite(join(folder, 'CHANGELOG.md'), (text) => `# Changelog\n\n${notes}\n${text}`);
}

interface Lock {
  version: string;
  readonly packages: Record<string, object>;
}

async function rewrite(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, 'utf8').catch(() => '')));
}

async function moveBranch(ask: Ask, sha: string): Promise<void> {
  const moved = await ask(`PATCH /git/refs/heads/${BRANCH}`, { sha, force: true });
  if (moved.status === 200) return;
  await expectStatus(201, ask('POST /git/refs', { ref: `refs/heads/${BRANCH}`, sha }));
}

async function keepPull(ask: Ask, title: string): Promise<void> {
  const { content } = await ask('GET /pulls?state=open');
  const open = (content as { number: number; head: { ref: string } }[]).find(
    ({ head }) => head.ref === BRANCH,
  );
  if (open !== undefined) {
    await expectStatus(200, ask(`PATCH /pulls/${open.number}`, { title }));
    return;
  }
  const opened = await expectStatus(201, ask('POST /pulls', { title, head: BRANCH, base: 'main' }));
  const { number } = opened as { number: number };
  await expectStatus(200, ask(`POST /issues/${number}/labels`, { labels: [PENDING] }));
}

async function expectStatus(wanted: number, asked: ReturnType<Ask>): Promise<unknown> {
  const { status, content } = await asked;
  if (status !== wanted) throw new Error(`GitHub answered ${status}: ${JSON.stringify(content)}`);
  return content;
}
