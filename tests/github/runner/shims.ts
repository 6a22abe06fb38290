import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const SAME_LOCK = fileURLToPath(new URL('same-lock.ts', import.meta.url));

/** Every job begins with it: a shell is quick, and links are quicker than copies. */
const NPM = `#!/bin/sh
if [ "$1" = ci ] && { cmp -s package-lock.json '${CHECKOUT}/package-lock.json' || '${process.execPath}' '${SAME_LOCK}'; }; then
  set -e
  rm -rf node_modules actions/dist
  ln -s '${CHECKOUT}/node_modules' node_modules
  mkdir -p actions
  ln -s '${CHECKOUT}/actions/dist' actions/dist
  echo 'added modules of this repository'
  exit
fi
PATH='${dirname(process.execPath)}':$(printf %s "$PATH" | tr ':' '\\n' | grep -v '/shims$' | paste -sd : -)
export PATH
exec npm "$@"
`;

/** A folder for the beginning of PATH: an npm that need not install what this repository has installed already. */
export async function installShims(root: string): Promise<string> {
  const folder = join(root, 'shims');
  await mkdir(folder);
  await writeFile(join(folder, 'npm'), NPM);
  await chmod(join(folder, 'npm'), 0o755);
  return folder;
}
