import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode } from '@jridgewell/sourcemap-codec';
import type { Script } from './scripts.ts';

/** Gives the offset in the script of a place in a source: lines from 1, columns from 0. */
export type OffsetOf = (place: { readonly line: number; readonly column: number }) => number | undefined;

/** For a script that is its own source. Node.js takes types out by blanks, so that all places stay where they are. */
export function ownOffsets(text: string): OffsetOf {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return ({ line, column }) => {
    const start = starts[line - 1];
    return start === undefined ? undefined : start + column;
  };
}

/** For a bundle: by the path of each source in it. */
export function mappedOffsets({ path, map }: Script): ReadonlyMap<string, OffsetOf> {
  if (map === undefined) return new Map();
  const { lineLengths, data } = map;
  const bySource = data.sources.map(() => new Map<number, [column: number, offset: number][]>());
  let lineStart = 0;
  for (const [index, segments] of decode(data.mappings).entries()) {
    for (const segment of segments) {
      // A segment of one number is from nowhere.
      if (segment.length === 1) continue;
      const [column, source, line, sourceColumn] = segment;
      const lines = bySource[source];
      const known = lines?.get(line + 1) ?? [];
      known.push([sourceColumn, lineStart + column]);
      lines?.set(line + 1, known);
    }
    lineStart += (lineLengths[index] ?? 0) + 1;
  }
  return new Map(
    data.sources.map((source, index) => [pathOf(source, path), nearest(bySource[index] ?? new Map())]),
  );
}

/** Node.js makes URLs of them; a map itself may have paths from the script on. */
function pathOf(source: string, script: string): string {
  return source.startsWith('file:') ? fileURLToPath(source) : resolve(dirname(script), source);
}

/** A place that nothing is mapped from has the next one of its line; without any it was not taken over. */
function nearest(lines: ReadonlyMap<number, readonly (readonly [number, number])[]>): OffsetOf {
  return ({ line, column }) => {
    let best: readonly [number, number] | undefined;
    for (const each of lines.get(line) ?? [])
      if (each[0] >= column && (best === undefined || each[0] < best[0])) best = each;
    return best?.[1];
  };
}
