import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import type { PackageFile } from './package-file.ts';
import { readPackageFile } from './package-file.ts';
import type { StartCommand } from './start-command.ts';

interface Facts {
  readonly root: string;
  readonly workspace: string;
  readonly packageFile: PackageFile;
  readonly start: StartCommand | undefined;
}

const ENDINGS = ['', '.js', '.mjs', '.cjs', '.ts', '/index.js', '/index.mjs', '/index.cjs', '/index.ts'];
/** npm starts the first where there is no script. */
const USUAL = [
  'server.js',
  'index.js',
  'app.js',
  'src/index.js',
  'src/server.js',
  'src/index.ts',
  'src/server.ts',
];

/** The program below the workspace: by the start script, `main`, the one `bin`, or by name. It may have to be built first. */
export async function findEntry(facts: Facts): Promise<string | undefined> {
  const { start, packageFile } = facts;
  const folder = join(facts.root, facts.workspace);
  if (start?.program.kind === 'command') return packagedProgram(facts, start.program.name);
  if (start !== undefined) {
    const name = start.program.name === '.' ? (packageFile.main ?? 'index.js') : start.program.name;
    return resolved(folder, name);
  }
  const bins = typeof packageFile.bin === 'string' ? [packageFile.bin] : Object.values(packageFile.bin ?? {});
  const named = packageFile.main ?? (bins.length === 1 ? bins[0] : undefined);
  if (named !== undefined) return resolved(folder, named);
  return USUAL.find((path) => existsSync(join(folder, path)));
}

/** A file that is not there yet is taken by its name. */
function resolved(folder: string, name: string): string {
  const path = normalize(name);
  const ending = ENDINGS.find(
    (each) => /\.[cm]?[jt]s$/.test(path + each) && existsSync(join(folder, path + each)),
  );
  return path + (ending ?? (/\.[cm]?[jt]s$/.test(path) ? '' : '.js'));
}

/** `json-server` is `node_modules/json-server/lib/cli/bin.js`: the package whose bin has that name, as it is shipped. */
async function packagedProgram(
  { root, workspace, packageFile }: Facts,
  name: string,
): Promise<string | undefined> {
  for (const dependency of [name, ...Object.keys(packageFile.dependencies)]) {
    const folder = installedAt(join(root, workspace), root, dependency);
    if (folder === undefined) continue;
    const bin = (await readPackageFile(folder))?.bin;
    const file = typeof bin === 'string' ? (dependency.endsWith(name) ? bin : undefined) : bin?.[name];
    if (file !== undefined && (await realpath(folder)) !== '')
      return join('node_modules', dependency, normalize(file));
  }
  return undefined;
}

function installedAt(from: string, root: string, name: string): string | undefined {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return folder;
  return relative(root, from) === '' ? undefined : installedAt(dirname(from), root, name);
}
