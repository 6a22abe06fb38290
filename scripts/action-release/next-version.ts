import semver from 'semver';
import { UserError } from '../../actions/src/errors.ts';

/** `v<version>` is the application’s release, as release-please and `publish-release` have it, and is published once for good. */
const PREFIX = 'actions-v';

/** The tag of a version, and the tag that follows its major. `UserError` version-refused for what is not newer than all of that major. */
export function nextVersion(
  text: string,
  tags: readonly string[],
): { readonly tag: string; readonly major: string } {
  const version = /^\d+\.\d+\.\d+$/.test(text) ? semver.parse(text) : null;
  if (version === null) throw refused(`Expected a version such as 1.2.0; found ${JSON.stringify(text)}.`);
  const released = tags.flatMap((tag) => semver.parse(/^actions-v(\d+\.\d+\.\d+)$/.exec(tag)?.[1]) ?? []);
  const ofMajor = semver.rsort(released.filter(({ major }) => major === version.major));
  const [newest] = ofMajor;
  // The same version again is for whoever pushes to judge: the same commit is no second release.
  if (newest !== undefined && semver.lt(version, newest))
    throw refused(`Expected a version newer than ${PREFIX}${newest.version}; found ${text}.`);
  return { tag: `${PREFIX}${version.version}`, major: `${PREFIX}${version.major}` };
}

function refused(message: string): UserError {
  return new UserError({
    code: 'version-refused',
    message,
    remedy: 'Start the workflow with the version that comes next.',
  });
}
