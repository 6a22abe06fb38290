import type { FileCoverage } from '../file-coverage.ts';

/** Takes a report's bytes as they come. Both throw a `UserError` coverage-invalid. */
export interface Reader {
  push(chunk: Buffer): void;
  /** There is no more: what is half said by now is a mistake. */
  end(): void;
}

/** Told of each file as soon as the report has said all about it; of one file maybe several times. */
export type Found = (file: FileCoverage) => void;
