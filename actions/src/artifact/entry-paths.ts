/**
 * The name field of a tar header (POSIX ustar), and the one for the folders before it, of which node-tar uses so much. Longer
 * or non-ASCII names need extension headers, which are refused.
 */
const LONGEST_NAME = 100;
const LONGEST_PREFIX = 130;

/**
 * What makes `path` one that is never packed or unpacked, as the end of a sentence that begins with it; `undefined` for a
 * plain relative path.
 */
export function pathProblem(path: string): string | undefined {
  const segments = path.split('/');
  if (path.startsWith('/')) return 'is an absolute path';
  if (path.includes('\\')) return 'has a backslash';
  // Unicode has several spellings of one name, and some file systems take them for the same file.
  if (/[^\x20-\x7e]/.test(path)) return 'has a character that is not printable ASCII';
  if (segments.includes('..')) return 'leads out of the folder';
  if (segments.includes('') || segments.includes('.')) return 'is not a plain file path';
  if (!fitsIntoHeader(path)) return `is longer than ${LONGEST_NAME} characters`;
  return undefined;
}

/** As a whole, or split at a slash. */
function fitsIntoHeader(path: string): boolean {
  if (path.length < LONGEST_NAME) return true;
  const split = path.indexOf('/', path.length - LONGEST_NAME - 1);
  return split !== -1 && split <= LONGEST_PREFIX;
}

/** Two paths with one key are the same file on a file system that ignores case. */
export function collisionKey(path: string): string {
  return path.toLowerCase();
}

/** The folders above a file: `['a', 'a/b']` for `a/b/c`. */
export function foldersOf(path: string): readonly string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}
