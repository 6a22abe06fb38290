import { UserError } from '../errors.ts';
import type { Ticks } from '../gates/gate.ts';
import { githubApi } from '../github/github-api.ts';
import type { GithubPlace } from '../pipeline/github-connection.ts';
import { allOpen, type PersonAnswers } from '../pre-deployment/person-answer.ts';
import { mergedReleases } from '../release-pull/merged-releases.ts';
import { gatherThread } from '../thread/gather-thread.ts';

export interface WhereTicked {
  readonly github: GithubPlace;
  /** The folder of the repository’s checkout. */
  readonly checkout: string;
  /** The login that keeps the checklist’s comment. */
  readonly commentAuthor: string;
  /** What seals the record of ticks; `''` for nothing. */
  readonly sealKey: string;
}

/**
 * What persons ticked on the release PR whose merge the artifact was built from. They ticked at its head: it counts for the merge
 * where both hold the same files, as GitHub knows them.
 */
export function releaseTicks(where: WhereTicked): Ticks {
  return {
    async answersFor(asked) {
      try {
        const number = await releasePullOf(where, asked.commit);
        return await answersOn(where, { ...asked, number });
      } catch (error) {
        if (error instanceof UserError) return allOpen(asked.items, error);
        throw error;
      }
    },
  };
}

async function releasePullOf({ github, checkout }: WhereTicked, commit: string): Promise<number> {
  const [found, ...others] = await mergedReleases(github.api, { commit, checkout });
  if (found === undefined)
    throw new UserError({
      code: 'item-open',
      message: `Expected ${commit.slice(0, 7)} to be the merge of a release PR, on which persons tick; it is none’s.`,
      remedy: 'Have the checklist ticked on the release PR, and merge that.',
    });
  if (others.length === 0) return found.number;
  const numbers = [found, ...others].map(({ number }) => `#${number}`).join(', ');
  throw new UserError({
    code: 'release-pull-unclear',
    message: `Expected one release PR to have been merged as ${commit.slice(0, 7)}; found ${numbers}.`,
    remedy: 'Take the label of a release from those that are none.',
  });
}

async function answersOn(
  { github, commentAuthor, sealKey }: WhereTicked,
  { number, commit, ...asked }: Parameters<Ticks['answersFor']>[0] & { readonly number: number },
): ReturnType<Ticks['answersFor']> {
  const { api, url } = github;
  const thread = await gatherThread({
    ...asked,
    github: githubApi({ ...api, permission: 'pull-requests: read' }),
    repository: api.repository,
    number,
    // A deployment hears nobody: what was ticked stands on record.
    event: { name: '' },
    commentAuthor,
    key: sealKey,
    builtFrom: commit,
    commits: `${url ?? 'tidegate:'}/commit/`,
  });
  return thread.kind === 'unread' ? thread.answers : openedAnew(thread.answers, number);
}

/** release-pr.yml hears who ticks while the pull request is open: to tick it now would be in vain. */
function openedAnew(answers: PersonAnswers, number: number): PersonAnswers {
  const remedy = `Revert the merge of #${number}, take the label of a release off it, and have the release PR ticked that is opened anew.`;
  return Object.fromEntries(
    Object.entries(answers).map(([id, answer]) => [
      id,
      answer.kind === 'open' ? { ...answer, remedy } : answer,
    ]),
  );
}
