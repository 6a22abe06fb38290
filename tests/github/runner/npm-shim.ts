import { spawnSync } from 'node:child_process';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const given = process.argv.slice(2);
if (given[0] === 'ci' && hasSameLock(process.cwd())) linkModules(process.cwd());
else process.exit(realNpm());

/** Only a checkout of this very repository may have its modules, whatever versions a release gives its own packages. */
function hasSameLock(folder: string): boolean {
  try {
    return lockIn(folder) === lockIn(root);
  } catch {
    return false;
  }
}

function lockIn(folder: string): string {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as Lock;
  const packages = Object.entries(lock.packages).map(([path, content]) =>
    path.includes('node_modules/') ? [path, content] : [path, { ...content, version: '' }],
  );
  return JSON.stringify({ ...lock, version: '', packages });
}

interface Lock {
  readonly packages: Readonly<Record<string, object>>;
}

/** One link a package: Node.js then finds each where it is; a workspace's is the checkout's own. */
function linkModules(folder: string): void {
  const modules = join(folder, 'node_modules');
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(modules);
  for (const name of readdirSync(join(root, 'node_modules'))) {
    const source = join(root, 'node_modules', name);
    const real = realpathSync(source);
    const isWorkspace = lstatSync(source).isSymbolicLink() && !real.includes('/node_modules/');
    symlinkSync(isWorkspace ? join(folder, relative(root, real)) : source, join(modules, name));
  }
  // Copied, since a bundle looks for things beside itself.
  cpSync(join(root, 'actions/dist'), join(folder, 'actions/dist'), { recursive: true });
  console.log('added modules of this repository');
}

/** The npm that comes after this one in PATH. */
function realNpm(): number {
  const path = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.endsWith('/shims'));
  const environment = { ...process.env, PATH: [dirname(process.execPath), ...path].join(':') };
  return spawnSync('npm', given, { stdio: 'inherit', env: environment }).status ?? 1;
}
