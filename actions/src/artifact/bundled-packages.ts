import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { z } from 'zod';
import { isSystemError } from '../errors.ts';
import { isRequiredHttp } from './required-http.ts';

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string | undefined;
}

/** A licence was an object, or a list of them, before npm 2. */
const licence = z.union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)]);

const packageFile = z.object({
  name: z.string(),
  version: z.string(),
  license: licence.optional().catch(undefined),
  licenses: z.array(licence).optional().catch(undefined),
});

/**
 * The packages that at least one byte of the bundles came from, sorted by name and version. A package that is installed
 * twice in one version counts once.
 */
export async function packagesIn(metafile: Metafile, root: string): Promise<readonly BundledPackage[]> {
  const folders = new Set(sourcesIn(metafile).map((path) => dirname(join(root, path))));
  const found = new Map<string, BundledPackage>();
  for (const folder of folders) {
    const bundled = await packageAbove(folder);
    if (bundled !== undefined) found.set(`${bundled.name}@${bundled.version}`, bundled);
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, bundled]) => bundled);
}

function sourcesIn(metafile: Metafile): readonly string[] {
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs
    .filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && !isRequiredHttp(path))
    .map(([path]) => path);
}

/** The nearest package.json with a name and a version: packages have others inside that only say `"type": "module"`. */
async function packageAbove(folder: string): Promise<BundledPackage | undefined> {
  const found = await readPackage(folder);
  if (found !== undefined) return found;
  const parent = dirname(folder);
  return parent === folder ? undefined : packageAbove(parent);
}

/** The package whose package.json lies in the folder; `undefined` when there is none with a name and a version. */
export async function readPackage(folder: string): Promise<BundledPackage | undefined> {
  try {
    const json: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const { data } = packageFile.safeParse(json);
    return data && { name: data.name, version: data.version, licence: licenceOf(data) };
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

function licenceOf({ license, licenses = [] }: z.output<typeof packageFile>): string | undefined {
  if (license !== undefined) return license;
  return licenses.length === 0 ? undefined : licenses.join(' OR ');
}
