import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { markTagged } from '../github/release-pulls.ts';
import { releasesApi } from '../github/releases-api.ts';
import type { Api } from '../github/rest.ts';
import type { Runner } from '../runner/runner.ts';
import type { TaskReport } from '../runner/task-action.ts';
import { keptOtherwise, otherRelease } from './compare.ts';
import { gatherFiles } from './gather-files.ts';
import type { PublishInputs } from './inputs.ts';
import { notesFor } from './notes.ts';
import { publish } from './publish.ts';
import { publishedReport, refusedReport, wrongReport } from './report.ts';

/** Publishes the release of an artifact, once; the same one again changes nothing. */
export async function publishRelease(inputs: PublishInputs, runner: Runner): Promise<TaskReport> {
  runner.mask(inputs.token);
  const gathered = await gatherFiles(inputs);
  const { release } = gathered;
  const tag = `v${release.version}`;
  const api = apiOf(inputs, runner);
  const releases = releasesApi(api);
  const before = await releases.published(tag);
  const commit = await releases.commitOfTag(tag);
  const others = otherRelease({ tag, gathered, published: before, commit });
  if (others.length > 0) return refusedReport({ tag, code: 'release-differs', findings: others });
  if (before === undefined) {
    const body = await notesFor(release, resolve(inputs['working-directory'], inputs.changelog));
    const findings = await publish(releases, {
      tag,
      body,
      gathered,
      say: (line) => {
        runner.say(line);
      },
    });
    if (findings.length > 0) return refusedReport({ tag, code: 'asset-differs', findings });
  }
  const kept = await releases.published(tag);
  if (kept === undefined) throw notThere(tag);
  const wrong = [
    ...(before === undefined ? keptOtherwise(kept, gathered) : []),
    ...otherRelease({ tag, gathered, published: kept, commit: await releases.commitOfTag(tag) }),
  ];
  if (wrong.length > 0) return wrongReport({ tag, url: kept.url, findings: wrong });
  const pull = await markTagged(api, release.commit);
  return publishedReport({ tag, kept, gathered, pull, isNew: before === undefined });
}

function apiOf({ token }: PublishInputs, { variables }: Runner): Api & { readonly repository: string } {
  const base = (variables['GITHUB_API_URL'] ?? 'https://api.github.com').replace(/\/+$/, '');
  return { base, token, repository: variables['GITHUB_REPOSITORY'] ?? '' };
}

function notThere(tag: string): UserError {
  return new UserError({
    code: 'github-unreachable',
    message: `Expected GitHub to show the release ${tag} that it published, found none.`,
    remedy: 'Run the job again: what is published already stays as it is.',
  });
}
