import { z } from 'zod';
import { Marks } from '../counters.ts';
import type { FileCoverage } from '../file-coverage.ts';
import { identityOfText } from '../identity.ts';
import { invalidReport, type Place } from './invalid-report.ts';
import { istanbulFileSchema, type IstanbulFile } from './istanbul-schema.ts';
import type { Found } from './reader.ts';

/** Istanbul’s `coverage-final.json`. A line’s count is that of the statement that begins there, as Istanbul has it. */
export function readIstanbul(content: object, place: Place, found: Found): void {
  for (const [key, value] of Object.entries(content))
    found(fileCoverage(checkedFile(key, value, place), place));
}

/** One file of the report, checked. `UserError` coverage-invalid. */
export function checkedFile(key: string, value: unknown, place: Place): IstanbulFile {
  const parsed = istanbulFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidReport(place, `Istanbul’s counters for ${key}`, z.prettifyError(parsed.error));
}

function fileCoverage(file: IstanbulFile, place: Place): FileCoverage {
  const { path } = file;
  const marks = {
    lines: new Marks(),
    branches: new Marks(),
    functions: new Marks(),
    statements: new Marks(),
  };
  for (const [id, count] of pairs(file.statementMap, file.s, { path, place, what: 's' })) {
    const { start } = file.statementMap[id] ?? {};
    marks.lines.add(start?.line ?? 0, count > 0);
    marks.statements.add(identityOfText(JSON.stringify(file.statementMap[id])), count > 0);
  }
  for (const [id, count] of pairs(file.fnMap, file.f, { path, place, what: 'f' }))
    marks.functions.add(identityOfText(JSON.stringify(file.fnMap[id])), count > 0);
  for (const [id, counts] of pairs(file.branchMap, file.b, { path, place, what: 'b' })) {
    const branch = file.branchMap[id];
    if (branch?.locations.length !== counts.length)
      throw invalidReport(
        place,
        `${branch?.locations.length} counts for branch ${id} of ${path}`,
        String(counts.length),
      );
    for (const [index, count] of counts.entries())
      marks.branches.add(identityOfText(`${index} ${id} ${JSON.stringify(branch)}`), count > 0);
  }
  return {
    path,
    metrics: {
      lines: marks.lines.take(),
      branches: marks.branches.take(),
      functions: marks.functions.take(),
      statements: marks.statements.take(),
    },
  };
}

/** The counts by id: just one for each thing that there is. */
function pairs<Count>(
  map: Readonly<Record<string, unknown>>,
  counts: Readonly<Record<string, Count>>,
  { path, place, what }: { path: string; place: Place; what: string },
): [string, Count][] {
  const odd = [...Object.keys(map), ...Object.keys(counts)].find(
    (id) => !Object.hasOwn(map, id) || !Object.hasOwn(counts, id),
  );
  if (odd === undefined) return Object.entries(counts);
  throw invalidReport(place, `a place and a count for ${what}.${odd} of ${path}`, 'one of the two');
}
