import picomatch from 'picomatch';

/** Whether a path below the working directory is one of the globs’; names that begin with a dot are names like others. */
export function matcherOf(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  return picomatch([...globs], { dot: true });
}
