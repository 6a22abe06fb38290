import { z } from 'zod';
import { isSystemError } from '../errors.ts';
import type { Files } from '../ports/files.ts';

/**
 * A small JSON file in which a program tells of itself; `undefined` when it is missing, or torn: that is from before a
 * power cut, and so is what it told of.
 */
export async function readRecord<Shape extends z.ZodType>(
  files: Pick<Files, 'readText'>,
  path: string,
  shape: Shape,
): Promise<z.output<Shape> | undefined> {
  try {
    return shape.parse(JSON.parse(await files.readText(path)));
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || error instanceof SyntaxError || error instanceof z.ZodError)
      return undefined;
    throw error;
  }
}
