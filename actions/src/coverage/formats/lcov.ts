import { Marks } from '../counters.ts';
import { identityOf } from '../identity.ts';
import { ByteLines } from './byte-lines.ts';
import { indexOfComma, integerIn } from './bytes.ts';
import { LcovFunctions } from './lcov-functions.ts';
import { contradictionIn, isTotal, type LcovTotal, type LcovTotals } from './lcov-totals.ts';
import { invalidReport } from './invalid-report.ts';
import type { Found, Reader } from './reader.ts';

const [CARRIAGE_RETURN, COMMA, DASH, HASH, COLON] = [13, 44, 45, 35, 58];
const [A, B, D, F, N, R] = [65, 66, 68, 70, 78, 82];
const LONGEST_LINE = 1024 * 1024;
const LAST_LINE = 2 ** 31;
/** What says nothing about coverage, or (MC…) what nothing is demanded of. */
const PASSED_OVER = new Set(['TN', 'VER', 'FNL', 'MCDC', 'MCF', 'MCH']);
const FUNCTIONS = 'FN:<line>,<name>, FNDA:<count>,<name> or FNA:<index>,<count>,<name>';

/**
 * Reads lcov's tracefiles (geninfo(1), section FILES), those of `node --test` too. Lines, branches and functions, of which there
 * may be millions, are read from the bytes without making anything of them.
 */
export class LcovReader implements Reader {
  readonly #file: string;
  readonly #found: Found;
  readonly #byteLines: ByteLines;
  readonly #lines = new Marks();
  readonly #branches = new Marks();
  readonly #functions = new LcovFunctions();
  #totals: LcovTotals = {};
  #source: string | undefined;
  #sawFunctions = false;
  #sawBranches = false;
  #line = 0;

  constructor(file: string, found: Found) {
    this.#file = file;
    this.#found = found;
    this.#byteLines = new ByteLines((bytes, from, end) => {
      this.#read(bytes, from, end);
    });
  }

  push(chunk: Buffer): void {
    if (this.#byteLines.push(chunk) > LONGEST_LINE)
      throw this.#invalid('lines of at most 1 MiB', 'a longer one');
  }

  end(): void {
    this.#byteLines.end();
    if (this.#source !== undefined) throw this.#invalid('end_of_record', 'the end of the file');
  }

  #read(bytes: Buffer, from: number, lineEnd: number): void {
    this.#line += 1;
    const end = lineEnd > from && bytes[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
    if (end === from) return;
    const second = bytes[from + 1];
    switch (bytes[from]) {
      case D:
        if (second === A && bytes[from + 2] === COLON) this.#readLine(bytes, from + 3, end);
        else this.#readOther(bytes.toString('utf8', from, end));
        return;
      case B:
        if (second === R && bytes[from + 2] === D) this.#readBranch(bytes, from + 5, end);
        else this.#readOther(bytes.toString('utf8', from, end));
        return;
      case F:
        if (second === N) this.#readFunction(bytes, from, end);
        else this.#readOther(bytes.toString('utf8', from, end));
        return;
      case HASH:
        return;
      default:
        this.#readOther(bytes.toString('utf8', from, end));
    }
  }

  /** `DA:<line>,<count>[,<checksum>]` */
  #readLine(bytes: Buffer, from: number, end: number): void {
    const comma = indexOfComma(bytes, from, end);
    const line = integerIn(bytes, from, comma);
    const count = integerIn(bytes, comma + 1, indexOfComma(bytes, comma + 1, end));
    if (this.#source === undefined || !(line >= 1 && line <= LAST_LINE && count >= 0))
      throw this.#refused('DA:<line>,<count>', bytes.toString('utf8', from - 3, end));
    this.#lines.add(line, count > 0);
  }

  /** `BRDA:<line>,<block>,<branch>,<taken>`: block and branch may be any words, taken is `-` where the line was never reached. */
  #readBranch(bytes: Buffer, from: number, end: number): void {
    const first = indexOfComma(bytes, from, end);
    const last = bytes.lastIndexOf(COMMA, end - 1);
    const isUnreached = end - last === 2 && bytes[last + 1] === DASH;
    const taken = isUnreached ? 0 : integerIn(bytes, last + 1, end);
    const hasParts = last > indexOfComma(bytes, first + 1, end);
    const isOne = bytes[from - 1] === COLON && bytes[from - 2] === A;
    if (
      this.#source === undefined ||
      !isOne ||
      !hasParts ||
      !(integerIn(bytes, from, first) <= LAST_LINE && taken >= 0)
    )
      throw this.#refused('BRDA:<line>,<block>,<branch>,<taken>', bytes.toString('utf8', from - 5, end));
    this.#sawBranches = true;
    this.#branches.add(identityOf(bytes, from, last), taken > 0);
  }

  #readFunction(bytes: Buffer, from: number, end: number): void {
    let isRead: boolean;
    if (bytes[from + 2] === COLON) isRead = this.#functions.declare(bytes, from + 3, end);
    else if (bytes[from + 2] === D && bytes[from + 4] === COLON)
      isRead = this.#functions.count(bytes, from + 5, end);
    else if (bytes[from + 2] === A) isRead = this.#functions.countByIndex(bytes, from + 4, end);
    else {
      this.#readOther(bytes.toString('utf8', from, end));
      return;
    }
    if (this.#source === undefined || !isRead)
      throw this.#refused(FUNCTIONS, bytes.toString('utf8', from, end));
    this.#sawFunctions = true;
  }

  #readOther(text: string): void {
    if (text === 'end_of_record') {
      this.#endFile();
      return;
    }
    const [, kind = '', value = ''] = /^([A-Z]+):(.*)$/s.exec(text) ?? [];
    if (kind === 'SF') this.#beginFile(value);
    else if (isTotal(kind)) this.#readTotal(kind, value);
    else if (!PASSED_OVER.has(kind)) throw this.#refused('a record of lcov’s', text);
  }

  #beginFile(path: string): void {
    if (this.#source !== undefined) throw this.#invalid('end_of_record first', `SF:${path}`);
    if (path.trim() === '') throw this.#invalid('a path', 'SF: without one');
    this.#source = path;
  }

  #readTotal(kind: LcovTotal, value: string): void {
    if (this.#source === undefined || !/^\d{1,10}$/.test(value))
      throw this.#refused(`${kind}:<count>`, `${kind}:${value}`);
    this.#totals[kind] = Number(value);
  }

  #endFile(): void {
    const path = this.#source;
    if (path === undefined) throw this.#invalid('SF: first', 'end_of_record');
    const [lines, branches, functions] = [this.#lines.take(), this.#branches.take(), this.#functions.take()];
    const contradiction = contradictionIn(this.#totals, lines);
    if (contradiction !== undefined)
      throw this.#invalid(contradiction.expected, `${contradiction.found} for ${path}`);
    // Tools that count no branches leave them out; BRF:0 says that there are none.
    const knowsBranches = this.#sawBranches || this.#totals.BRF !== undefined;
    const knowsFunctions = this.#sawFunctions || this.#totals.FNF !== undefined;
    this.#found({
      path,
      metrics: { lines, ...(knowsBranches && { branches }), ...(knowsFunctions && { functions }) },
    });
    this.#source = undefined;
    this.#totals = {};
    [this.#sawBranches, this.#sawFunctions] = [false, false];
  }

  #refused(expected: string, found: string): Error {
    return this.#invalid(this.#source === undefined ? `SF:<path> first, then ${expected}` : expected, found);
  }

  #invalid(expected: string, found: string): Error {
    return invalidReport({ file: this.#file, line: this.#line }, expected, found);
  }
}
