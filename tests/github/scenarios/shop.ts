import { appendFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { shopPolicy, type ShopWish } from './shop-policy.ts';

const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));
const AUTHOR = ['-c', 'user.name=Ann', '-c', 'user.email=ann@shop.test'];
/** What a team’s repository has of this one: its workflows and actions as they are, and the application. */
const KEPT = [
  '.github/workflows',
  '.github/actions',
  '.github/audit-exceptions.yml',
  '.gitignore',
  'actions/*/action.yml',
  'app',
  'jest.config.mjs',
  'tests/support/longest-first.mjs',
  'package.json',
  'package-lock.json',
  'release-please-config.json',
  '.release-please-manifest.json',
  'CHANGELOG.md',
];
/** The scripts of release-pr.yml, and what they are made of. */
const KEEPS_RELEASES = ['scripts', 'actions/src'];
/** One quick test in place of the application’s own suite. */
const QUICK_TEST = `import { expect, it } from '@jest/globals';
import { greeting } from './greeting.ts';
it('greets', () => { expect(greeting()).toBe('hello'); });
`;

export type Changes = Readonly<Record<string, string | null>>;

/** A team’s repository: this one’s workflows and actions, its application, and a policy whose watches are short. */
export interface Shop {
  /** The folder of the repository, which is the origin of every checkout. */
  readonly folder: string;
  /** Writes the files (`null` removes one), commits them to the branch, and gives the commit. */
  commit(message: string, changes: Changes, wish?: { branch?: string; from?: string }): Promise<string>;
  git(...argv: readonly string[]): Promise<string>;
}

export async function openShop(folder: string, wish: ShopWish = {}): Promise<Shop> {
  const work = join(folder, 'shop');
  await mkdir(work, { recursive: true });
  await copyKept(work, wish.keepsReleases === true ? [...KEPT, ...KEEPS_RELEASES] : KEPT);
  if (wish.roots !== undefined) await trust(join(work, '.github/workflows'), wish.roots);
  // Linked, not installed: a link is no folder, which is all that this repository’s own list names.
  await appendFile(join(work, '.gitignore'), 'node_modules\nactions/dist\n');
  const shop = await shopIn(work);
  await shop.commit('Open the shop', {
    '.github/tidegate.yml': stringify(shopPolicy(wish), { aliasDuplicateObjects: false }),
    'app/src/greeting.ts': `export function greeting(): string {\n  return 'hello';\n}\n`,
    'app/src/greeting.test.ts': QUICK_TEST,
  });
  return shop;
}

/** A repository in that folder, with one empty commit. */
export async function shopIn(work: string): Promise<Shop> {
  async function git(...argv: readonly string[]): Promise<string> {
    return (await execa('git', [...AUTHOR, ...argv], { cwd: work })).stdout;
  }
  async function commit(
    message: string,
    changes: Changes,
    { branch = 'main', from }: { branch?: string; from?: string } = {},
  ): Promise<string> {
    await (from === undefined
      ? git('switch', '--quiet', branch)
      : git('switch', '--quiet', '-C', branch, from));
    // A merge on GitHub moved the branch, and no file here.
    await git('reset', '--quiet', '--hard');
    for (const [path, content] of Object.entries(changes)) await change(join(work, path), content);
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '--message', message);
    return git('rev-parse', 'HEAD');
  }
  await git('init', '--quiet', '--initial-branch=main');
  await git('commit', '--quiet', '--allow-empty', '--message', 'Begin');
  return { folder: work, commit, git };
}

async function copyKept(work: string, kept: readonly string[]): Promise<void> {
  const listed = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...kept];
  const { stdout } = await execa('git', listed, { cwd: CHECKOUT });
  for (const path of stdout.split('\n')) {
    if (path === '' || /^(?:app|actions)\/.*\.test\.ts$/.test(path)) continue;
    await mkdir(dirname(join(work, path)), { recursive: true });
    await cp(join(CHECKOUT, path), join(work, path));
  }
}

/** What a machine without a way to Sigstore’s own roots is given: a variable of the workflow. */
export async function trust(workflows: string, roots: string): Promise<void> {
  for (const name of ['pipeline.yml', 'deploy.yml', 'rollback.yml']) {
    const text = await readFile(join(workflows, name), 'utf8');
    const jobs = /^jobs:$/m;
    if (!jobs.test(text)) throw new Error(`expected jobs in ${name}`);
    await writeFile(
      join(workflows, name),
      text.replace(jobs, `env:\n  TIDEGATE_TRUSTED_ROOTS: ${roots}\n\njobs:`),
    );
  }
}

async function change(path: string, content: string | null): Promise<void> {
  if (content === null) {
    await rm(path);
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, { mode: content.startsWith('#!') ? 0o755 : 0o644 });
}
