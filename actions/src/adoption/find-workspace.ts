import { join } from 'node:path';
import picomatch from 'picomatch';
import { UserError } from '../errors.ts';
import { readPackageFile, type PackageFile } from './package-file.ts';

export interface Workspace {
  readonly workspace: string;
  readonly packageFile: PackageFile;
}

/** The folder that is the service: the one asked for, the root, or the one workspace that has a start script. `UserError` not-adoptable. */
export async function findWorkspace(facts: {
  root: string;
  files: readonly string[];
  asked: string | undefined;
}): Promise<Workspace> {
  const { root, files, asked } = facts;
  const own = await at(root, asked ?? '.');
  if (own === undefined) {
    throw notAdoptable(
      `Expected a package.json in ${join(root, asked ?? '.')}; there is none that can be read.`,
      'Name the root of a repository with a Node.js service, or its folder by --workspace.',
    );
  }
  const { workspaces } = own.packageFile;
  if (asked !== undefined || workspaces === undefined || 'start' in own.packageFile.scripts) return own;
  const isWorkspace = picomatch(
    workspaces.map((glob) => `${glob.replace(/^\.\//, '').replace(/\/$/, '')}/package.json`),
  );
  const folders = files
    .filter((path) => isWorkspace(path))
    .map((path) => path.replace(/\/package\.json$/, ''));
  const all = await Promise.all(folders.map((folder) => at(root, folder)));
  const services = all.flatMap((each) =>
    each !== undefined && 'start' in each.packageFile.scripts ? [each] : [],
  );
  const [first] = services;
  if (services.length === 1 && first !== undefined) return first;
  throw notAdoptable(
    `Expected one workspace with a start script; found ${services.map(({ workspace }) => workspace).join(', ') || 'none'}.`,
    'Name the service’s folder by --workspace.',
  );
}

async function at(root: string, workspace: string): Promise<Workspace | undefined> {
  const packageFile = await readPackageFile(join(root, workspace));
  return packageFile === undefined ? undefined : { workspace, packageFile };
}

function notAdoptable(message: string, remedy: string): UserError {
  return new UserError({ code: 'not-adoptable', message, remedy });
}
