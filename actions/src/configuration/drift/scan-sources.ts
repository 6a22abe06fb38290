import { glob, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { UserError } from '../../errors.ts';
import type { SourceReads } from './code-reads.ts';

/** What the sources read of the environment. */
export interface ScannedSources {
  readonly files: number;
  /** In the order of the files. */
  readonly reads: readonly { readonly name: string; readonly place: string }[];
  readonly isReadWhole: boolean;
  readonly mentioned: ReadonlySet<string>;
  /** Files that could not be parsed. */
  readonly unreadable: readonly string[];
}

const SOURCE = /\.[cm]?[jt]sx?$/;
/** Tests read what the application does not; declarations and what was built read nothing. */
const NOT_OURS =
  /(?:^|\/)(?:node_modules|dist|build|coverage|tests?|testing|__tests__|__mocks__|\.[^/]+)\/|\.(?:test|spec)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$/;

/**
 * Reads the sources in the folders and files named, below `root`. `UserError` nothing-examined where they are none: a mistyped
 * folder must not pass.
 */
export async function scanSources(wish: {
  root: string;
  places: readonly string[];
  /** The variables to look for, beside what is read of the environment by its name. */
  names: readonly string[];
}): Promise<ScannedSources> {
  const { root, places, names } = wish;
  // The parser is half a megabyte: loaded where there is code to look at.
  const { readsIn } = await import('./code-reads.ts');
  const paths = (await Promise.all(places.map((place) => sourcesIn(root, place)))).flat();
  const found = await Promise.all(
    [...new Set(paths)].toSorted().map(async (path) => {
      const text = await readFile(join(root, path), 'utf8');
      const isOfInterest = /process|import\.meta/.test(text) || names.some((name) => text.includes(name));
      return { path, reads: isOfInterest ? readsIn(text) : NOTHING };
    }),
  );
  return {
    files: found.length,
    reads: found.flatMap(({ path, reads }) =>
      (reads?.named ?? []).map(({ name, line }) => ({ name, place: `${path}:${line}` })),
    ),
    isReadWhole: found.some(({ reads }) => reads?.isReadWhole === true),
    mentioned: new Set(found.flatMap(({ reads }) => reads?.mentioned ?? [])),
    unreadable: found.filter(({ reads }) => reads === undefined).map(({ path }) => path),
  };
}

/** Parsing is what takes time. */
const NOTHING: SourceReads = { named: [], isReadWhole: false, mentioned: [] };

async function sourcesIn(root: string, place: string): Promise<string[]> {
  if (SOURCE.test(place)) return [place];
  const found: string[] = [];
  const skipped = /^(?:node_modules|dist|\.git)$/;
  for await (const path of glob(`${place}/**/*`, { cwd: root, exclude: (name) => skipped.test(name) }))
    found.push(path);
  const below = found.map((path) => relative(root, join(root, path)));
  // The repository itself is no part of a path in it.
  const skip = place === '.' ? 0 : place.length;
  const sources = below.filter((path) => SOURCE.test(path) && !NOT_OURS.test(path.slice(skip)));
  if (sources.length > 0) return sources;
  throw new UserError({
    code: 'nothing-examined',
    message: `Expected sources in ${place}; there is no JavaScript or TypeScript file that is no test.`,
    remedy: 'Name the folder of the application’s sources, from the working directory.',
  });
}
