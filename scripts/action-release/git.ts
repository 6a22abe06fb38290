import { execa } from 'execa';

/** What git prints, without the end of its last line. Rejects, with what git said, where it fails. */
export async function git(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await execa('git', args, {
    cwd: folder,
    env: { ...env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
  });
  return stdout;
}
