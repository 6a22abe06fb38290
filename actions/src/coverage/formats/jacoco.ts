import { FileMarks } from './file-marks.ts';
import { invalidReport } from './invalid-report.ts';
import { countIn, lineNumberIn } from './numbers.ts';
import type { Found } from './reader.ts';
import type { XmlElement, XmlListener } from './xml.ts';

const MOST_BRANCHES = 100_000;

/**
 * JaCoCo’s XML: lines with missed and covered instructions and branches in `sourcefile`, methods in `class`. A line is covered
 * when one of its instructions is, as in JaCoCo’s own report. Instructions are no statements: none are counted.
 */
export function jacocoListener(found: Found): XmlListener {
  const marks = new FileMarks();
  const functions = new Map<string, [name: string, isHit: boolean][]>();
  let packageName = '';
  let classFile: string | undefined;
  let className = '';
  let method: string | undefined;
  let source: string | undefined;

  function readLine({ attributes, place }: XmlElement): void {
    const line = lineNumberIn(attributes['nr'], place);
    if (source === undefined) throw invalidReport(place, 'a line inside a sourcefile', '<line>');
    const [covered] = [countIn(attributes['ci'], 'ci', place), countIn(attributes['mi'], 'mi', place)];
    const [hit, missed] = [countIn(attributes['cb'], 'cb', place), countIn(attributes['mb'], 'mb', place)];
    if (hit + missed > MOST_BRANCHES)
      throw invalidReport(place, `at most ${MOST_BRANCHES} branches`, String(hit + missed));
    marks.addLine(line, covered > 0);
    marks.addBranches(line, { found: hit + missed, hit });
  }

  function readCounter({ attributes, place }: XmlElement): void {
    const [covered, missed] = [
      countIn(attributes['covered'], 'covered', place),
      countIn(attributes['missed'], 'missed', place),
    ];
    if (method === undefined || attributes['type'] !== 'METHOD' || covered + missed === 0) return;
    const key = `${packageName}/${classFile ?? ''}`;
    const known = functions.get(key) ?? [];
    known.push([`${className}.${method}`, covered > 0]);
    functions.set(key, known);
  }

  const readers: Readonly<Record<string, (element: XmlElement) => void>> = {
    package({ attributes }) {
      packageName = attributes['name'] ?? '';
    },
    class({ attributes }) {
      [className, classFile] = [attributes['name'] ?? '', attributes['sourcefilename']];
    },
    method({ attributes }) {
      method = `${attributes['name'] ?? ''}${attributes['desc'] ?? ''}`;
    },
    sourcefile({ attributes, place }) {
      const name = attributes['name'] ?? '';
      if (name === '') throw invalidReport(place, 'a name for the sourcefile', 'none');
      source = packageName === '' ? name : `${packageName}/${name}`;
    },
    line: readLine,
    counter: readCounter,
  };

  return {
    open(element) {
      if (Object.hasOwn(readers, element.name)) readers[element.name]?.(element);
    },
    close(name) {
      if (name === 'method') method = undefined;
      if (name === 'package') functions.clear();
      if (name !== 'sourcefile' || source === undefined) return;
      const key = packageName === '' ? `/${source}` : source;
      for (const [each, isHit] of functions.get(key) ?? []) marks.addFunction(each, isHit);
      found(marks.take(source));
      source = undefined;
    },
  };
}
