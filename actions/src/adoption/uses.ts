import { UserError } from '../errors.ts';
import { askGit } from '../git/run-git.ts';

/** From where the workflows use Tidegate’s actions. */
export interface Uses {
  /** `owner/tidegate` */
  readonly repository: string;
  /** A full SHA, or a tag. */
  readonly ref: string;
}

/** The tag that follows the newest release. */
const DEFAULT_REF = 'actions-v1';

/** As it is given, or by this checkout’s own origin. `UserError` uses-unknown. */
export async function findUses(given: string | undefined, checkout: string): Promise<Uses> {
  if (given !== undefined) {
    const [, repository, ref] = /^([\w.-]+\/[\w.-]+)@([\w./-]+)$/.exec(given) ?? [];
    if (repository !== undefined && ref !== undefined) return { repository, ref };
    throw unknown(`Expected owner/tidegate@<sha or tag>; found ${JSON.stringify(given)}.`);
  }
  const origin = (await askGit(checkout, ['remote', 'get-url', 'origin']))?.toString().trim() ?? '';
  const repository = /^(?:https:\/\/|ssh:\/\/git@|git@)github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(
    origin,
  )?.[1];
  if (repository !== undefined) return { repository, ref: DEFAULT_REF };
  throw unknown('Expected this checkout of Tidegate to come from GitHub; its origin is no address there.');
}

function unknown(message: string): UserError {
  return new UserError({
    code: 'uses-unknown',
    message,
    remedy:
      'Say where the workflows find its actions, as --uses owner/tidegate@actions-v1 or with a full SHA.',
  });
}
