import { join } from 'node:path';
import { UserError } from '../../actions/src/errors.ts';
import { askGit } from '../../actions/src/git/run-git.ts';
import { loadPolicy } from '../../actions/src/policy/load.ts';
import type { Policy } from '../../actions/src/policy/schema.ts';
import { desiredState, type Desired } from '../../actions/src/repository-setup/desired.ts';
import type { Repository } from '../../actions/src/repository-setup/observe.ts';
import { placeFrom } from '../../actions/src/repository-setup/place.ts';
import { MOST_REVIEWERS, reviewerIn, type Reviewer } from '../../actions/src/repository-setup/reviewers.ts';
import { secretsIn, type SecretValues } from '../../actions/src/repository-setup/secret-files.ts';
import { tokenFor } from '../../actions/src/repository-setup/token.ts';
import { patternsUsedIn } from '../../actions/src/repository-setup/used-action-files.ts';
import type { Invocation } from '../perform.ts';

export interface SetupInputs {
  readonly repository: Repository;
  readonly host: string;
  readonly desired: Desired;
  /** Those that are named, if any are. */
  readonly reviewers: readonly Reviewer[];
  readonly secrets: SecretValues;
}

export async function setupInputs({ repository: folder, options }: Invocation): Promise<SetupInputs> {
  const policy = await loadPolicy(join(folder, '.github/tidegate.yml'));
  const reviewers = reviewersFrom(options.reviewers, policy);
  const secrets = await secretsIn(options.secrets ?? [], policy);
  const remote = (await askGit(folder, ['remote', 'get-url', 'origin']))?.toString('utf8').trim();
  const place = placeFrom({ repo: options.repo, remote, api: process.env['GITHUB_API_URL'] });
  const choices = {
    reviewers,
    patterns: await patternsUsedIn(folder),
    givenSecrets: new Map([...secrets].map(([environment, values]) => [environment, [...values.keys()]])),
    replaceSecrets: options.replaceSecrets === true,
    api: place.api,
  };
  return {
    repository: { base: place.api, token: tokenFor(place, process.env), slug: place.slug },
    host: place.apiIsGiven ? new URL(place.api).host : place.host,
    desired: desiredState(policy, choices),
    reviewers,
    secrets,
  };
}

function reviewersFrom(given: string | undefined, { github }: Policy): Reviewer[] {
  const names = given?.split(',') ?? github.reviewers;
  const known = names.map((name) => reviewerIn(name));
  const wrong = names.filter((_, index) => known[index] === undefined);
  if (wrong.length === 0 && names.length <= MOST_REVIEWERS) return known.flatMap((each) => each ?? []);
  throw new UserError({
    code: 'usage',
    message: `Expected up to ${MOST_REVIEWERS} reviewers; found ${names.length}${wrong.length === 0 ? '' : `, and no names in ${JSON.stringify(wrong)}`}.`,
    remedy: 'Write logins and teams with commas between them: --reviewers ann,@octo/release.',
  });
}
