import { messageOf, UserError } from '../../actions/src/errors.ts';
import { git } from './git.ts';

export interface Remote {
  readonly root: string;
  readonly address: string;
  /** For a server that asks who pushes. It goes by the environment, since arguments are for all to see. */
  readonly token?: string;
}

/** Names of all tags there, with the commit of each. */
export async function tagsOf(remote: Remote): Promise<ReadonlyMap<string, string>> {
  const lines = (
    await git(remote.root, ['ls-remote', '--refs', '--tags', remote.address], access(remote))
  ).split('\n');
  const entries = lines.filter((line) => line !== '').map((line) => line.split('\t'));
  return new Map(entries.map(([commit = '', name = '']) => [name.replace('refs/tags/', ''), commit]));
}

/**
 * Sets the version’s tag, which must be new, and moves the major’s; both or neither. Tags are all that it pushes: main stays
 * as it was reviewed. `UserError` push-refused.
 */
export async function pushTags(
  remote: Remote,
  { commit, tag, major }: { readonly commit: string; readonly tag: string; readonly major: string },
): Promise<void> {
  const refs = [`${commit}:refs/tags/${tag}`, `+${commit}:refs/tags/${major}`];
  try {
    await git(remote.root, ['push', '--atomic', remote.address, ...refs], access(remote));
  } catch (cause) {
    throw new UserError({
      code: 'push-refused',
      message: `The tags ${tag} and ${major} could not be pushed: ${messageOf(cause)}`,
      remedy: `A version is tagged once: where ${tag} is another commit, take the next version.`,
      cause,
    });
  }
}

function access({ address, token }: Remote): Record<string, string> {
  if (token === undefined) return {};
  const credentials = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${address}.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${credentials}`,
  };
}
