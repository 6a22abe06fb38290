/** What became of a path that a report names. */
export interface Matched {
  /** By the report’s path: the repository’s. */
  readonly paths: ReadonlyMap<string, string>;
  /** Paths that fit several files, with two of them. */
  readonly ambiguous: readonly { readonly path: string; readonly candidates: readonly string[] }[];
  /** Paths that fit no file here. */
  readonly unknown: readonly string[];
}

/**
 * Finds the files that a report means, which may have been made in a container (`/app/src/a.ts`), on Windows
 * (`C:\ws\src\a.ts`), in a package of a monorepo (`src/a.ts` for `packages/api/src/a.ts`) or below another root. One report is
 * made in one place: what has to be taken off and put in front is learnt from all of its paths together, and holds for those
 * that several files would fit. What stays in doubt is said, never guessed.
 */
export function matchPaths(reported: readonly string[], { files, root, folder }: Repository): Matched {
  const byName = new Map<string, string[]>();
  for (const path of files) {
    const name = nameOf(path);
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  const candidates = new Map(reported.map((path) => [path, candidatesFor(belowRoot(path, root), byName)]));
  const votes = countVotes(candidates.values());
  const proven = provenIn(candidates.values());
  const paths = new Map<string, string>();
  const ambiguous: Matched['ambiguous'][number][] = [];
  const unknown: string[] = [];
  for (const [path, fitting] of candidates) {
    const possible = fitting.filter(({ rewriting }) => proven.has(rewriting));
    const best = mostVoted(possible, votes, folder);
    if (best.length === 1 && best[0] !== undefined) paths.set(path, best[0].file);
    else if (best.length === 0) unknown.push(path);
    else ambiguous.push({ path, candidates: best.slice(0, 2).map(({ file }) => file) });
  }
  return { paths, ambiguous, unknown };
}

interface Repository {
  /** Below the root, with forward slashes. */
  readonly files: readonly string[];
  /** An absolute path. */
  readonly root: string;
  /** The working directory, below the root: where relative paths most likely begin. Empty for the root itself. */
  readonly folder: string;
}

interface Candidate {
  readonly file: string;
  /** What the report’s path has in front, and what the repository’s has. */
  readonly rewriting: string;
  /** Whether one of both paths is the end of the other. */
  readonly isWhole: boolean;
  /** Whether it shows by itself that paths are rewritten so. */
  readonly isProof: boolean;
}

/** Files of the same name, each by the longest ending that its path has in common with the reported one. */
function candidatesFor(reported: string, byName: ReadonlyMap<string, readonly string[]>): Candidate[] {
  const path = segmentsOf(reported);
  return (byName.get(path.at(-1) ?? '') ?? []).map((file) => {
    const segments = file.split('/');
    const common = commonEnding(path, segments);
    const [strip, add] = [path.slice(0, -common), segments.slice(0, -common)];
    const isWhole = strip.length === 0 || add.length === 0;
    return {
      file,
      rewriting: `${strip.join('/')}\0${add.join('/')}`,
      isWhole,
      isProof: isWhole || common >= 2,
    };
  });
}

/** That `lib/index.ts` and `src/index.ts` share a name is no reason to read one for the other; that they share a folder is. */
function provenIn(all: Iterable<readonly Candidate[]>): ReadonlySet<string> {
  const proven = new Set<string>();
  for (const candidates of all)
    for (const { rewriting, isProof } of candidates) if (isProof) proven.add(rewriting);
  return proven;
}

function countVotes(all: Iterable<readonly Candidate[]>): ReadonlyMap<string, number> {
  const votes = new Map<string, number>();
  for (const candidates of all)
    for (const { rewriting } of candidates) votes.set(rewriting, (votes.get(rewriting) ?? 0) + 1);
  return votes;
}

/** Of equally many votes the path as it stands wins, from the working directory first and then from the root; then a whole one. */
function mostVoted(
  candidates: readonly Candidate[],
  votes: ReadonlyMap<string, number>,
  folder: string,
): Candidate[] {
  const most = Math.max(...candidates.map(({ rewriting }) => votes.get(rewriting) ?? 0));
  const best = candidates.filter(({ rewriting }) => votes.get(rewriting) === most);
  const asItStands = [`\0${folder}`, '\0'].flatMap((rewriting) =>
    best.filter((candidate) => candidate.rewriting === rewriting),
  );
  if (asItStands.length > 0) return asItStands.slice(0, 1);
  const whole = best.filter(({ isWhole }) => isWhole);
  return whole.length > 0 ? whole : best;
}

function belowRoot(path: string, root: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

function segmentsOf(path: string): string[] {
  const parts = path
    .replace(/^file:\/\//, '')
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  const kept: string[] = [];
  for (const part of parts) {
    if (part === '..' && kept.length > 0) kept.pop();
    else if (part !== '..') kept.push(part);
  }
  return kept;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function commonEnding(one: readonly string[], other: readonly string[]): number {
  let common = 0;
  while (common < one.length && common < other.length && one.at(-1 - common) === other.at(-1 - common))
    common += 1;
  return common;
}
