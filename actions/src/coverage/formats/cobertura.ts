import { FileMarks } from './file-marks.ts';
import { invalidReport, type Place } from './invalid-report.ts';
import { checkedTotals, checkRate, countIn, lineNumberIn } from './numbers.ts';
import type { Found } from './reader.ts';
import type { XmlElement, XmlListener } from './xml.ts';

/** Branches at one line: beyond this it is no program that a person wrote. */
const MOST_BRANCHES = 100_000;

/**
 * Cobertura’s XML. Lines are those of a class; those of its methods, which may be more, only say whether a method was reached.
 * Several classes may share a file. Rates are never averaged or believed, but one that is no number is refused.
 */
export function coberturaListener(found: Found): XmlListener {
  const marks = new FileMarks();
  let file: string | undefined;
  let method: { readonly name: string; isHit: boolean; hasLines: boolean } | undefined;

  function readLine({ attributes, place }: XmlElement): void {
    const line = lineNumberIn(attributes['number'], place);
    const isHit = countIn(attributes['hits'], 'hits', place) > 0;
    if (file === undefined) throw invalidReport(place, 'a line inside a class', '<line>');
    if (method !== undefined) {
      method.hasLines = true;
      method.isHit ||= isHit;
      return;
    }
    marks.addLine(line, isHit);
    const condition = attributes['condition-coverage'];
    if (attributes['branch']?.toLowerCase() === 'true' && condition !== undefined)
      marks.addBranches(line, branchesIn(condition, place));
  }

  return {
    open(element) {
      const { name, attributes, place } = element;
      checkRate(attributes['line-rate'], 'line-rate', place);
      checkRate(attributes['branch-rate'], 'branch-rate', place);
      if (name === 'coverage') checkRootTotals(element);
      else if (name === 'class') file = fileOf(element);
      else if (name === 'method') {
        const signature = `${attributes['name'] ?? ''} ${attributes['signature'] ?? ''} ${place.line}`;
        method = { name: signature, isHit: false, hasLines: false };
      } else if (name === 'line') readLine(element);
    },
    close(name) {
      if (name === 'method') {
        if (method?.hasLines === true) marks.addFunction(method.name, method.isHit);
        method = undefined;
      }
      if (name !== 'class' || file === undefined) return;
      found(marks.take(file));
      file = undefined;
    },
  };
}

function fileOf({ attributes, place }: XmlElement): string {
  const file = attributes['filename'];
  if (file !== undefined && file !== '') return file;
  throw invalidReport(place, 'a filename for the class', 'none');
}

/** `50% (1/2)` */
function branchesIn(condition: string, place: Place): { found: number; hit: number } {
  const [, hit, found] = /^\s*[\d.,]+\s*%\s*\(\s*(\d{1,15})\s*\/\s*(\d{1,15})\s*\)\s*$/.exec(condition) ?? [];
  if (hit === undefined || Number(found) > MOST_BRANCHES)
    throw invalidReport(place, 'condition-coverage such as 50% (1/2)', `"${condition}"`);
  return checkedTotals({ found: Number(found), hit: Number(hit) }, 'branches', place);
}

function checkRootTotals({ attributes, place }: XmlElement): void {
  for (const what of ['lines', 'branches']) {
    const [hit, all] = [attributes[`${what}-covered`], attributes[`${what}-valid`]];
    if (hit === undefined || all === undefined) continue;
    const totals = {
      found: countIn(all, `${what}-valid`, place),
      hit: countIn(hit, `${what}-covered`, place),
    };
    checkedTotals(totals, what, place);
  }
}
