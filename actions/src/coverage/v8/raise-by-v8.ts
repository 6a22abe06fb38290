import { readFile } from 'node:fs/promises';
import type { IstanbulFile } from '../formats/istanbul-schema.ts';
import { mappedOffsets, ownOffsets, type OffsetOf } from './origins.ts';
import { countAt, type Range } from './ranges.ts';
import { scriptsIn } from './scripts.ts';

/**
 * Adds to Istanbul’s counters what programs did that the tests started, by what V8 counted in each of them: the sources as they
 * are, or bundles of them with their source map. Only counts are raised, so what there is to cover stays what Istanbul says.
 * Branches are left alone: V8 counts blocks. `files` by their absolute path, `folder` as `NODE_V8_COVERAGE` named it.
 */
export async function raiseByV8(files: ReadonlyMap<string, IstanbulFile>, folder: string): Promise<void> {
  const own = new Map<string, OffsetOf>();
  for await (const script of scriptsIn(folder)) {
    const file = files.get(script.path);
    if (file !== undefined) {
      const offsetOf = own.get(script.path) ?? ownOffsets(await readFile(script.path, 'utf8'));
      own.set(script.path, offsetOf);
      raise(file, script.ranges, offsetOf);
    }
    for (const [path, offsetOf] of mappedOffsets(script)) {
      const source = files.get(path);
      if (source !== undefined) raise(source, script.ranges, offsetOf);
    }
  }
}

function raise(file: IstanbulFile, ranges: readonly Range[], offsetOf: OffsetOf): void {
  function countFrom({ line, column }: { line: number; column?: number | null | undefined }): number {
    const offset = offsetOf({ line, column: column ?? 0 });
    return offset === undefined ? 0 : countAt(ranges, offset);
  }
  for (const [id, { start }] of Object.entries(file.statementMap))
    file.s[id] = (file.s[id] ?? 0) + countFrom(start);
  for (const [id, { loc }] of Object.entries(file.fnMap))
    file.f[id] = (file.f[id] ?? 0) + countFrom(loc.start);
}
