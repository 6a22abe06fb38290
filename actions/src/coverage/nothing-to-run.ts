import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';

/** Kinds whose types can be taken out; of others nobody knows without their compiler. */
const TYPED = /\.[mc]?ts$/;

/** Comments, imports and exports of what others say. What is left of a text without code is blank, whatever its strings hold. */
const IDLE =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|\bimport\b[^;'"()]*['"][^'"\n]*['"]\s*;?|\bexport\s*(?:\*[^;'"()]*|\{[^}'"]*\}\s*from\s*)['"][^'"\n]*['"]\s*;?|\bexport\s*\{\s*\}\s*;?/g;

/** Whether a file says nothing that could run, such as one of types alone: Jest lists no such file, since there is nothing to count. */
export async function hasNothingToRun(path: string): Promise<boolean> {
  if (!TYPED.test(path)) return false;
  try {
    return (
      stripTypeScriptTypes(await readFile(path, 'utf8'))
        .replaceAll(IDLE, '')
        .trim() === ''
    );
  } catch {
    // What can't be read or stripped, such as an enum, is code until shown otherwise.
    return false;
  }
}

export async function withSomethingToRun(
  paths: readonly string[],
  placeOf: (path: string) => string,
): Promise<string[]> {
  const isIdle = await Promise.all(paths.map((path) => hasNothingToRun(placeOf(path))));
  return paths.filter((_path, index) => isIdle[index] !== true);
}
