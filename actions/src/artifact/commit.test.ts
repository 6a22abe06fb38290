import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { checkedOutCommit } from './commit.ts';
import { withFolder } from './testing/temporary-folder.ts';

const run = promisify(execFile);

describe('checkedOutCommit', () => {
  it('gives zeros outside a git checkout', async () => {
    await withFolder(async (folder) => {
      expect(await checkedOutCommit(folder)).toBe('0'.repeat(40));
    });
  });

  it('gives the full commit of a checkout, also from a folder below', async () => {
    await withFolder(async (folder) => {
      const head = await commitIn(folder, 'Begin');
      await mkdir(join(folder, 'below'));
      expect(head).toMatch(/^[0-9a-f]{40}$/);
      expect(await checkedOutCommit(folder)).toBe(head);
      expect(await checkedOutCommit(join(folder, 'below'))).toBe(head);
    });
  });

  it('asks the checkout at hand, also from within a git hook of another one', async () => {
    await withFolder(async (folder) => {
      await commitIn(join(folder, 'other'), 'Other');
      const head = await commitIn(join(folder, 'own'), 'Own');
      const script = `
        const { checkedOutCommit } = await import(process.argv[1]);
        console.log(await checkedOutCommit(process.argv[2]));
      `;
      const { stdout } = await run(
        process.execPath,
        [
          '--input-type=module',
          '--eval',
          script,
          join(import.meta.dirname, 'commit.ts'),
          join(folder, 'own'),
        ],
        { env: { ...process.env, GIT_DIR: join(folder, 'other', '.git') } },
      );
      expect(stdout.trim()).toBe(head);
    });
  });

  it('refuses a checkout without a commit instead of giving zeros', async () => {
    await withFolder(async (folder) => {
      await git(folder, 'init', '--quiet');
      await expect(checkedOutCommit(folder)).rejects.toMatchObject({
        name: 'UserError',
        code: 'build-failed',
      });
    });
  });

  it('refuses a damaged checkout instead of giving zeros', async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, '.git'), 'gitdir: /nowhere\n');
      await expect(checkedOutCommit(folder)).rejects.toMatchObject({
        name: 'UserError',
        code: 'build-failed',
      });
    });
  });
});

async function commitIn(folder: string, message: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await git(folder, 'init', '--quiet');
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.invalid'];
  await git(folder, ...author, 'commit', '--quiet', '--allow-empty', `--message=${message}`);
  return git(folder, 'rev-parse', 'HEAD');
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd });
  return stdout.trim();
}
