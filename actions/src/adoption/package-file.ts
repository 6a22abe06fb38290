import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isSystemError } from '../errors.ts';

const strings = z.record(z.string(), z.string()).catch({});

/** What is looked at in a package.json; what is of another form there is as good as missing. */
const packageFile = z.object({
  name: z.string().optional().catch(undefined),
  main: z.string().optional().catch(undefined),
  bin: z.union([z.string(), strings]).optional().catch(undefined),
  scripts: strings,
  dependencies: strings,
  devDependencies: strings,
  optionalDependencies: strings,
  workspaces: z
    .union([
      z.array(z.string()),
      z.object({ packages: z.array(z.string()) }).transform(({ packages }) => packages),
    ])
    .optional()
    .catch(undefined),
});
export type PackageFile = z.output<typeof packageFile>;

/** `undefined` where there is none, or none that is JSON. */
export async function readPackageFile(folder: string): Promise<PackageFile | undefined> {
  try {
    return packageFile.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
