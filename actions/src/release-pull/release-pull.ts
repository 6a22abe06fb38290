import { z } from 'zod';
import { UserError } from '../errors.ts';
import { call, callAll, type Api } from '../github/rest.ts';
import { beyondARelease, type ChangedFile } from './holds-release-only.ts';

export interface ReleasePull {
  readonly number: number;
  readonly head: string;
}

export interface WantedPull {
  readonly api: Api;
  readonly repository: string;
  /** Of the pull request that an event is about: any other is none. */
  readonly number?: number;
}

/** What release-please labels a pull request with, until its release is published. */
const LABEL = 'autorelease: pending';
const BRANCH = 'release-please--';

const pullsSchema = z.array(
  z.object({
    number: z.int().positive(),
    labels: z.array(z.object({ name: z.string() })),
    base: z.object({ ref: z.string() }),
    head: z.object({
      ref: z.string(),
      sha: z.string().regex(/^[0-9a-f]{40}$/),
      // Its fork was deleted.
      repo: z.object({ full_name: z.string() }).nullable(),
    }),
  }),
);

const comparisonSchema = z.object({
  files: z.array(z.object({ filename: z.string(), status: z.string(), patch: z.string().optional() })),
});

/**
 * The open release PR, by its label and its branch in this very repository; `undefined` where there is none.
 * `UserError` release-pull-unclear where there are several, or where it holds more than a release.
 */
export async function findReleasePull({
  api,
  repository,
  number,
}: WantedPull): Promise<ReleasePull | undefined> {
  const pulls = pullsSchema.parse(await callAll(api, `/repos/${repository}/pulls?state=open`));
  const ours = pulls.filter(
    ({ labels, head }) =>
      labels.some(({ name }) => name === LABEL) &&
      head.ref.startsWith(BRANCH) &&
      head.repo?.full_name === repository,
  );
  const wanted = ours.filter((pull) => number === undefined || pull.number === number);
  const [found, ...others] = wanted;
  if (found === undefined) return undefined;
  if (others.length > 0) throw severalPulls(wanted.map((pull) => pull.number));
  const basehead = `${encodeURIComponent(found.base.ref)}...${found.head.sha}`;
  const path = `/repos/${repository}/compare/${basehead}`;
  const { files } = comparisonSchema.parse((await call(api, { path })).content);
  const beyond = beyondARelease(files.map(asChangedFile));
  if (beyond.length > 0) throw mixedPull(found.number, beyond);
  return { number: found.number, head: found.head.sha };
}

function asChangedFile(file: z.output<typeof comparisonSchema>['files'][number]): ChangedFile {
  return { path: file.filename, status: file.status, patch: file.patch };
}

function severalPulls(numbers: readonly number[]): UserError {
  return new UserError({
    code: 'release-pull-unclear',
    message: `Expected one open release PR; found #${numbers.join(', #')}.`,
    remedy: 'Close those that release-please no longer keeps.',
  });
}

function mixedPull(number: number, beyond: readonly string[]): UserError {
  return new UserError({
    code: 'release-pull-unclear',
    message: `Expected the release PR #${number} to hold versions and notes alone; found ${beyond.join(', ')}.`,
    remedy: 'Bring that to main by a pull request of its own; release-please then makes the branch anew.',
  });
}
