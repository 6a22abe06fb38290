import { Marks, type Totals } from '../counters.ts';
import type { FileCoverage } from '../file-coverage.ts';
import { identityOfText } from '../identity.ts';

/** Collects what a report says of one file: for formats that know neither in what order nor whether it comes to an end. */
export class FileMarks {
  readonly #lines = new Marks();
  readonly #branches = new Marks();
  readonly #functions = new Marks();
  readonly #known = { branches: false, functions: false };

  addLine(line: number, isHit: boolean): void {
    this.#lines.add(line, isHit);
  }

  /** Of the branches at a line so many were taken; which ones such a report does not say. */
  addBranches(line: number, { found, hit }: Totals): void {
    this.#known.branches = true;
    for (let at = 0; at < found; at += 1) this.#branches.add(identityOfText(`${line} ${at}`), at < hit);
  }

  addFunction(name: string, isHit: boolean): void {
    this.#known.functions = true;
    this.#functions.add(identityOfText(name), isHit);
  }

  take(path: string): FileCoverage {
    const lines = this.#lines.take();
    const [branches, functions] = [this.#branches.take(), this.#functions.take()];
    const known = { ...this.#known };
    this.#known.branches = false;
    this.#known.functions = false;
    return {
      path,
      metrics: { lines, ...(known.branches && { branches }), ...(known.functions && { functions }) },
    };
  }
}
