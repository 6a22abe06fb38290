import { dirname, join, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';

export interface BundleSizes {
  readonly ownBytes: number;
  /** With the chunks that its imports load before its first line runs. */
  readonly startBytes: number;
  /** With those that it may load later, too. */
  readonly allBytes: number;
}

/** The sizes of a built program, by what esbuild finds that it imports. */
export async function bundleSizes(program: string): Promise<BundleSizes> {
  const { metafile } = await build({
    entryPoints: [program],
    absWorkingDir: dirname(program),
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    splitting: true,
    outdir: join(dirname(program), 'unwritten'),
    logLevel: 'error',
  });
  const sizeOf = new Map(Object.entries(metafile.inputs).map(([path, { bytes }]) => [path, bytes]));
  const own = Object.keys(metafile.inputs).find((path) => resolve(dirname(program), path) === program) ?? '';
  return {
    ownBytes: sizeOf.get(own) ?? Number.NaN,
    startBytes: sum([...loadedAtStart(metafile, own)].map((path) => sizeOf.get(path) ?? Number.NaN)),
    allBytes: sum([...sizeOf.values()]),
  };
}

function loadedAtStart({ inputs }: Metafile, own: string): ReadonlySet<string> {
  const loaded = new Set([own]);
  // A set that grows while it is walked gives what was added as well.
  for (const path of loaded) {
    for (const { kind, path: imported, external } of inputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) loaded.add(imported);
    }
  }
  return loaded;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
