import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mergeFiles, type FileCoverage } from './file-coverage.ts';
import { findReports } from './find-reports.ts';
import { readReport, type Format } from './formats/read-report.ts';

export interface Reports {
  /** By the path that the reports write: one entry for each, merged from all reports and all their parts. */
  readonly files: ReadonlyMap<string, FileCoverage>;
  readonly sources: readonly ReportFile[];
}

export interface ReportFile {
  /** Below the folder it was looked for in. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly writtenAt: number;
  /** The paths in it. */
  readonly paths: ReadonlySet<string>;
}

/** Reads all reports that the globs name, one after the other. `UserError` coverage-missing, coverage-invalid. */
export async function readReports(wish: {
  readonly folder: string;
  readonly globs: readonly string[];
  readonly format: Format;
}): Promise<Reports> {
  const { folder, globs, format } = wish;
  const files = new Map<string, FileCoverage>();
  const sources: ReportFile[] = [];
  for (const name of await findReports(folder, globs)) {
    const path = join(folder, name);
    const paths = new Set<string>();
    await readReport({
      path,
      name,
      format,
      found(file) {
        const known = files.get(file.path);
        files.set(file.path, known === undefined ? file : mergeFiles(known, file));
        paths.add(file.path);
      },
    });
    sources.push({ name, writtenAt: (await stat(path)).mtimeMs, paths });
  }
  return { files, sources };
}
