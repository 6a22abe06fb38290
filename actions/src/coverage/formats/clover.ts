import type { Totals } from '../counters.ts';
import type { FileCoverage, Metric } from '../file-coverage.ts';
import { FileMarks } from './file-marks.ts';
import { invalidReport } from './invalid-report.ts';
import { checkedTotals, countIn, lineNumberIn } from './numbers.ts';
import type { Found } from './reader.ts';
import type { XmlElement, XmlListener } from './xml.ts';

const TOTALS = [
  ['branches', 'conditionals'],
  ['functions', 'methods'],
  ['statements', 'statements'],
] as const satisfies readonly (readonly [Metric, string])[];

/**
 * Clover’s XML, as Istanbul, PHPUnit and OpenClover write it. What `truecount` means differs between them, so that branches,
 * functions and statements are taken from each file’s `metrics`; lines are those of statements and conditions.
 */
export function cloverListener(found: Found): XmlListener {
  const marks = new FileMarks();
  let path: string | undefined;
  let totals: Partial<Record<Metric, Totals>> = {};
  let isInClass = false;

  function readMetrics({ attributes, place }: XmlElement): void {
    for (const [metric, name] of TOTALS) {
      const [all, covered] = [attributes[name], attributes[`covered${name}`]];
      if (all === undefined && covered === undefined) continue;
      const counted = { found: countIn(all, name, place), hit: countIn(covered, `covered${name}`, place) };
      const checked = checkedTotals(counted, name, place);
      // Those of a class are in its file’s, those of packages are sums.
      if (path !== undefined && !isInClass) totals[metric] = checked;
    }
  }

  function readLine({ attributes, place }: XmlElement): void {
    if (path === undefined) throw invalidReport(place, 'a line inside a file', '<line>');
    const line = lineNumberIn(attributes['num'], place);
    const count = countIn(attributes['count'], 'count', place);
    if (attributes['type'] !== 'method') marks.addLine(line, count > 0);
  }

  return {
    open(element) {
      const { name, attributes, place } = element;
      if (name === 'class') isInClass = true;
      else if (name === 'metrics') readMetrics(element);
      else if (name === 'line') readLine(element);
      else if (name === 'file') {
        path = attributes['path'] ?? attributes['name'] ?? '';
        if (path === '') throw invalidReport(place, 'a path for the file', 'none');
      }
    },
    close(name) {
      if (name === 'class') isInClass = false;
      if (name !== 'file' || path === undefined) return;
      const { metrics } = marks.take(path);
      const file: FileCoverage = { path, metrics: { ...metrics, ...totals } };
      found(file);
      path = undefined;
      totals = {};
    },
  };
}
