import type { KeptRelease } from '../github/releases.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { GatheredRelease } from './gather-files.ts';

/** Why what is published under the tag is another release than ours; none where it is ours. */
export function otherRelease(facts: {
  tag: string;
  gathered: GatheredRelease;
  /** What is published under the tag. */
  published: KeptRelease | undefined;
  /** What the tag leads to. */
  commit: string | undefined;
}): readonly Finding[] {
  const { tag, gathered, published, commit } = facts;
  const [artifact] = gathered.files;
  const kept = published?.assets.find(({ name }) => name === artifact.name);
  const { release } = gathered;
  return [
    ...(commit === undefined || commit === release.commit
      ? []
      : [differs(tag, `the tag ${tag} to lead to the commit ${release.commit}, found ${commit}`)]),
    ...(published === undefined || kept?.digest === artifact.digest
      ? []
      : [
          differs(
            tag,
            `${artifact.name} with ${artifact.digest}, found ${keptText(published, kept?.digest)}`,
          ),
        ]),
  ];
}

/** What GitHub keeps otherwise than it was uploaded: missing, changed, or more than that. */
export function keptOtherwise(kept: KeptRelease, { files }: GatheredRelease): readonly Finding[] {
  const found = new Map(kept.assets.map(({ name, digest }) => [name, digest]));
  const wrong = files.filter(({ name, digest }) => found.get(name) !== digest);
  const more = kept.assets.filter(({ name }) => !files.some((file) => file.name === name));
  return [
    ...wrong.map(({ name, digest }) =>
      asset(name, `Expected ${digest}, found ${found.get(name) ?? 'nothing with a digest'}.`),
    ),
    ...more.map(({ name }) => asset(name, 'Expected no such file.')),
  ];
}

function keptText({ assets }: KeptRelease, digest: string | null | undefined): string {
  return digest ?? `only ${assets.map(({ name }) => name).join(', ') || 'no file'}`;
}

function differs(place: string, message: string): Finding {
  return {
    code: 'release-differs',
    place,
    message: `Expected ${message}.`,
    remedy: 'Give this artifact a version of its own: what was published once stays as it is.',
  };
}

function asset(place: string, message: string): Finding {
  return {
    code: 'asset-differs',
    place,
    message,
    remedy: 'Delete the release, if it can be, and run the job again.',
  };
}
