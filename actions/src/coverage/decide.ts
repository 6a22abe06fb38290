import type { ReasonCode } from '../reason-codes.ts';
import type { Finding, JsonValue, Verdict } from '../verdict/verdict.ts';
import type { Demands } from './demands.ts';
import { METRICS } from './file-coverage.ts';
import type { Measurement } from './measure.ts';
import { nothingFellBelowTheBase, theBaseIsWhereTheChangeBegan } from './rules/base-rules.ts';
import {
  changedLinesAreCovered,
  everyChangedSourceIsMeasured,
  somethingChanged,
} from './rules/patch-rules.ts';
import {
  everyFileIsCoveredEnough,
  everyGlobIsCoveredEnough,
  everythingIsCoveredEnough,
} from './rules/threshold-rules.ts';
import type { Rule } from './rules/rule.ts';
import { percentOf } from './thresholds.ts';
import { totalsOfFiles } from './totals.ts';

/** Each on its own, in the order in which a reader wants to know. */
const RULES: readonly Rule[] = [
  everySourceIsMeasured,
  everythingIsCoveredEnough,
  everyFileIsCoveredEnough,
  everyGlobIsCoveredEnough,
  somethingChanged,
  everyChangedSourceIsMeasured,
  changedLinesAreCovered,
  theBaseIsWhereTheChangeBegan,
  nothingFellBelowTheBase,
];

/** What says that too little is covered; all else says that nobody knows. */
const FAILURES: ReadonlySet<ReasonCode> = new Set(['coverage-low', 'patch-uncovered', 'coverage-dropped']);

/** Reports that can’t be believed are judged by nothing else: neither good nor bad follows from them. */
export function decide(measurement: Measurement, demands: Demands): Verdict {
  const unbelievable = [...measurement.doubts, ...reportsSaySomething(measurement)];
  const findings =
    unbelievable.length > 0 ? unbelievable : RULES.flatMap((rule) => [...rule(measurement, demands)]);
  const first = findings.find(({ code }) => FAILURES.has(code)) ?? findings[0];
  const facts = factsOf(measurement);
  if (first === undefined)
    return { kind: 'pass', reasonCode: 'passed', summary: summaryOf(measurement), findings, facts };
  const more = findings.length === 1 ? '' : ` And ${findings.length - 1} more.`;
  return {
    kind: FAILURES.has(first.code) ? 'fail' : 'unproven',
    reasonCode: first.code,
    summary: `${first.message}${more}`,
    findings,
    facts,
  };
}

function reportsSaySomething({ files }: Measurement): Finding[] {
  const { lines, statements } = totalsOfFiles(files);
  if ((lines?.found ?? 0) + (statements?.found ?? 0) > 0) return [];
  const message =
    files.length === 0
      ? 'The reports know no file that is asked about.'
      : `The reports know ${files.length} files and not one line in them.`;
  const remedy = 'See that the tests ran with coverage switched on, and that `exclude` leaves something.';
  return [{ code: 'nothing-examined', message, remedy }];
}

function everySourceIsMeasured({ unmeasured, emptySources }: Measurement): Finding[] {
  return [
    ...emptySources.map((glob) => ({
      code: 'nothing-examined' as const,
      place: glob,
      message: `The source glob ${glob} names no file.`,
      remedy: 'Mend or remove it.',
    })),
    ...unmeasured.map((path) => ({
      code: 'source-unmeasured' as const,
      place: path,
      message: `${path} is a source, and no report knows it.`,
      remedy: 'Have the tests count files that none of them loads (Jest: collectCoverageFrom; c8: --all).',
    })),
  ];
}

function summaryOf({ files, patch }: Measurement): string {
  const totals = totalsOfFiles(files);
  const parts = METRICS.flatMap((metric) => {
    const measured = totals[metric];
    return measured === undefined || measured.found === 0 ? [] : [`${metric} ${percentOf(measured)}`];
  });
  const changed =
    patch === undefined
      ? ''
      : patch.totals.found === 0
        ? '; the change touches no line that is counted'
        : `; ${percentOf(patch.totals)} of ${patch.totals.found} changed lines`;
  return `Covered in ${files.length} files: ${parts.join(', ')}${changed}.`;
}

function factsOf({ files, patch, base }: Measurement): Record<string, JsonValue> {
  return {
    files: files.length,
    totals: totalsOfFiles(files) as Record<string, JsonValue>,
    ...(patch === undefined ? {} : { patch: { ...patch.totals, changedFiles: patch.changed } }),
    ...(base === undefined
      ? {}
      : { base: { commit: base.commit, totals: base.totals as Record<string, JsonValue> } }),
  };
}
