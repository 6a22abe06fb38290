import { Marks } from '../counters.ts';
import { identityOf } from '../identity.ts';
import { LcovFunctions } from './lcov-functions.ts';
import { contradictionIn, type LcovTotals } from './lcov-totals.ts';
import { invalidReport } from './invalid-report.ts';
import type { Found, Reader } from './reader.ts';

const [LINE_FEED, CARRIAGE_RETURN, COMMA, COLON, DASH, HASH] = [10, 13, 44, 58, 45, 35];
const LONGEST_LINE = 1024 * 1024;
const LAST_LINE = 2 ** 31;
/** `DA:` as a number, and `BRDA:`. */
const LINE_RECORD = 0x44413a;
const BRANCH_RECORD = 0x42524441;
/** What says nothing about coverage, or (MC…) what nothing is demanded of. */
const PASSED_OVER = new Set(['TN', 'VER', 'FNL', 'MCDC', 'MCF', 'MCH']);
const TOTALS = new Set(['LF', 'LH', 'BRF', 'BRH', 'FNF', 'FNH']);

/**
 * Reads lcov's tracefiles (geninfo(1), section FILES), those of `node --test` too. Lines and branches, of which there may be
 * millions, are read from the bytes without making anything of them.
 */
export class LcovReader implements Reader {
  readonly #file: string;
  readonly #found: Found;
  readonly #lines = new Marks();
  readonly #branches = new Marks();
  readonly #functions = new LcovFunctions();
  #totals: LcovTotals = {};
  #source: string | undefined;
  #sawFunctions = false;
  #sawBranches = false;
  #line = 0;
  #rest = Buffer.alloc(0);

  constructor(file: string, found: Found) {
    this.#file = file;
    this.#found = found;
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let from = 0;
    for (let end = this.#rest.length; end < bytes.length; end += 1) {
      if (bytes[end] !== LINE_FEED) continue;
      this.#read(bytes, from, end);
      from = end + 1;
    }
    this.#rest = Buffer.from(bytes.subarray(from));
    if (this.#rest.length > LONGEST_LINE) throw this.#invalid('lines of at most 1 MiB', 'a longer one');
  }

  end(): void {
    if (this.#rest.length > 0) this.#read(this.#rest, 0, this.#rest.length);
    if (this.#source !== undefined) throw this.#invalid('end_of_record', 'the end of the file');
  }

  #read(bytes: Buffer, from: number, lineEnd: number): void {
    this.#line += 1;
    const end = bytes[lineEnd - 1] === CARRIAGE_RETURN && lineEnd > from ? lineEnd - 1 : lineEnd;
    if (end === from || bytes[from] === HASH) return;
    if (end - from > 5) {
      if (bytes.readUIntBE(from, 3) === LINE_RECORD) {
        this.#readLine(bytes, from + 3, end);
        return;
      }
      if (bytes.readUInt32BE(from) === BRANCH_RECORD && bytes[from + 4] === COLON) {
        this.#readBranch(bytes, from + 5, end);
        return;
      }
    }
    this.#readOther(bytes.toString('utf8', from, end));
  }

  /** `DA:<line>,<count>[,<checksum>]` */
  #readLine(bytes: Buffer, from: number, end: number): void {
    const comma = indexOf(bytes, from, end);
    const line = integerIn(bytes, from, comma);
    const count = integerIn(bytes, comma + 1, indexOf(bytes, comma + 1, end));
    if (this.#source === undefined || !(line >= 1 && line <= LAST_LINE && count >= 0))
      throw this.#refused('DA:<line>,<count> below a source file', bytes.toString('utf8', from - 3, end));
    this.#lines.add(line, count > 0);
  }

  /** `BRDA:<line>,<block>,<branch>,<taken>`: block and branch may be any words, taken is `-` where the line was never reached. */
  #readBranch(bytes: Buffer, from: number, end: number): void {
    const comma = bytes.lastIndexOf(COMMA, end - 1);
    const isUnreached = end - comma === 2 && bytes[comma + 1] === DASH;
    const taken = isUnreached ? 0 : integerIn(bytes, comma + 1, end);
    const line = integerIn(bytes, from, indexOf(bytes, from, end));
    const hasParts = comma > indexOf(bytes, indexOf(bytes, from, end) + 1, end);
    if (this.#source === undefined || !hasParts || !(line <= LAST_LINE && taken >= 0))
      throw this.#refused('BRDA:<line>,<block>,<branch>,<taken>', bytes.toString('utf8', from - 5, end));
    this.#sawBranches = true;
    this.#branches.add(identityOf(bytes, from, comma), taken > 0);
  }

  #readOther(text: string): void {
    if (text === 'end_of_record') {
      this.#endFile();
      return;
    }
    const [, kind = '', value = ''] = /^([A-Z]+):(.*)$/.exec(text) ?? [];
    if (kind === 'SF') this.#beginFile(value);
    else if (TOTALS.has(kind)) this.#readTotal(kind as keyof LcovTotals, value);
    else if (kind.startsWith('FN') && kind !== 'FNL') this.#readFunction(kind, value, text);
    else if (!PASSED_OVER.has(kind)) throw this.#refused('a record of lcov’s', text);
  }

  #beginFile(path: string): void {
    if (this.#source !== undefined) throw this.#invalid('end_of_record first', `SF:${path}`);
    if (path.trim() === '') throw this.#invalid('a path', 'SF: without one');
    this.#source = path;
  }

  #readFunction(kind: string, value: string, text: string): void {
    this.#sawFunctions = true;
    if (this.#source === undefined || !this.#functions.read(kind, value))
      throw this.#refused('FN:<line>,<name>, FNDA:<count>,<name> or FNA:<index>,<count>,<name>', text);
  }

  #readTotal(kind: keyof LcovTotals, value: string): void {
    if (this.#source === undefined || !/^\d{1,10}$/.test(value))
      throw this.#refused(`${kind}:<count>`, `${kind}:${value}`);
    this.#totals = { ...this.#totals, [kind]: Number(value) };
  }

  #endFile(): void {
    if (this.#source === undefined) throw this.#invalid('SF: first', 'end_of_record');
    const lines = this.#lines.take();
    const contradiction = contradictionIn(this.#totals, lines);
    if (contradiction !== undefined)
      throw this.#invalid(contradiction.expected, `${contradiction.found} for ${this.#source}`);
    const [branches, functions] = [this.#branches.take(), this.#functions.take()];
    // Tools that count no branches leave them out; BRF:0 says that there are none.
    const knowsBranches = this.#sawBranches || this.#totals.BRF !== undefined;
    const knowsFunctions = this.#sawFunctions || this.#totals.FNF !== undefined;
    this.#found({
      path: this.#source,
      metrics: { lines, ...(knowsBranches && { branches }), ...(knowsFunctions && { functions }) },
    });
    this.#source = undefined;
    this.#totals = {};
    [this.#sawBranches, this.#sawFunctions] = [false, false];
  }

  #refused(expected: string, found: string): Error {
    return this.#invalid(
      this.#source === undefined && !found.startsWith('SF') ? `SF:<path> first, then ${expected}` : expected,
      found,
    );
  }

  #invalid(expected: string, found: string): Error {
    return invalidReport({ file: this.#file, line: this.#line }, expected, found);
  }
}

/** The next comma, or the end. */
function indexOf(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at += 1) if (bytes[at] === COMMA) return at;
  return end;
}

/** NaN for anything but digits. */
function integerIn(bytes: Buffer, from: number, end: number): number {
  if (from >= end) return Number.NaN;
  let value = 0;
  for (let at = from; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
