import { existsSync } from 'node:fs';
import { lstat, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { SERVICE_FOLDER } from '../../adapter/settings.ts';
import { filesOf, repositoryRoot } from '../../git/repository.ts';
import type { AdaptedService } from '../../policy/schema.ts';
import { buildFailed } from '../build-failed.ts';
import { pathProblem } from '../entry-paths.ts';
import type { ArtifactFile } from '../pack.ts';
import { filesBelow } from './files-below.ts';
import type { PlacedPackage } from './installed-packages.ts';

/** What packages are not run by: types, and where lines came from. */
const NEVER_RUN = /\.d\.[cm]?ts$|\.map$/;

interface Wish {
  readonly workspace: string;
  readonly service: Pick<AdaptedService, 'built' | 'leaveOut'>;
  readonly packages: readonly PlacedPackage[];
}

interface Source {
  /** Below the service. */
  readonly to: string;
  readonly from: string;
}

/**
 * The service’s own files as git has them, what was built, and its packages. `UserError` build-failed names all that no
 * artifact can hold.
 */
export async function serviceFiles({ workspace, service, packages }: Wish): Promise<ArtifactFile[]> {
  const isLeftOut = picomatch([...service.leaveOut], { dot: true });
  const sources = [
    ...(await ownFiles(workspace)),
    ...(await builtFiles(workspace, service.built)),
    ...(await packageFiles(packages)),
  ].filter(({ to }) => !isLeftOut(to));
  const byPlace = new Map(sources.map((source) => [source.to, source]));
  const problems = [...byPlace.keys()].flatMap((to) => {
    const problem = pathProblem(`${SERVICE_FOLDER}/${to}`);
    return problem === undefined ? [] : [`${JSON.stringify(to)} ${problem}`];
  });
  if (problems.length > 0) throw unshippable(problems);
  return Promise.all([...byPlace.values()].map(read));
}

async function ownFiles(workspace: string): Promise<Source[]> {
  const root = await repositoryRoot(workspace);
  const paths = root === undefined ? await filesBelow(workspace) : await trackedBelow(workspace);
  return paths.map((path) => ({ to: path, from: join(workspace, path) }));
}

/** git lists from the folder that it is asked in. What is hidden configures tools; links to folders are not shipped. */
async function trackedBelow(workspace: string): Promise<string[]> {
  const visible = (await filesOf(workspace)).filter(
    (path) => !path.split('/').some((part) => part.startsWith('.') || part === 'node_modules'),
  );
  const kinds = await Promise.all(
    visible.map(
      async (path) => (await stat(join(workspace, path)).catch(() => undefined))?.isFile() === true,
    ),
  );
  return visible.filter((_, index) => kinds[index]);
}

async function builtFiles(workspace: string, built: readonly string[]): Promise<Source[]> {
  const absent = built.filter((path) => !existsSync(join(workspace, path)));
  if (absent.length > 0) {
    throw buildFailed({
      message: `Expected ${absent.join(', ')} in ${workspace} after the build; nothing is there.`,
      remedy:
        'Name under application.service.built what the build script writes, and the script under build.',
    });
  }
  const found = built.map(async (path) => {
    const from = join(workspace, path);
    if ((await lstat(from)).isFile()) return [path];
    return (await filesBelow(from)).map((file) => `${path}/${file}`);
  });
  return (await Promise.all(found)).flat().map((path) => ({ to: path, from: join(workspace, path) }));
}

async function packageFiles(packages: readonly PlacedPackage[]): Promise<Source[]> {
  const found = packages.map(async ({ at, folder }) => {
    const files = (await filesBelow(folder)).filter((path) => !NEVER_RUN.test(path));
    return files.map((path) => ({ to: `${at}/${path}`, from: join(folder, path) }));
  });
  return (await Promise.all(found)).flat();
}

async function read({ to, from }: Source): Promise<ArtifactFile> {
  const [content, { mode }] = await Promise.all([readFile(from), stat(from)]);
  return { path: `${SERVICE_FOLDER}/${to}`, content, executable: (mode & 0o100) !== 0 };
}

/** The first twenty: a folder of them has hundreds. */
function unshippable(problems: readonly string[]): Error {
  const shown = problems.slice(0, 20);
  const rest = problems.length - shown.length;
  return buildFailed({
    message: `No artifact can hold these files: ${shown.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`,
    remedy: 'Name them, or the folder that they are in, under application.service.leaveOut.',
  });
}
