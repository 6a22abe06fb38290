import type { Finding } from '../../verdict/verdict.ts';
import type { Demands } from '../demands.ts';
import { METRICS, type FileCoverage } from '../file-coverage.ts';
import { matcherOf } from '../globs.ts';
import type { Measurement } from '../measure.ts';
import { describeThreshold, meets, percentOf, type MetricDemands } from '../thresholds.ts';
import { totalsOfFiles, type MetricTotals } from '../totals.ts';

export function everythingIsCoveredEnough({ files }: Measurement, { total }: Demands): Finding[] {
  return shortfalls(totalsOfFiles(files), total, { what: 'All files together' });
}

/** A file without a line to cover (types alone, say) is neither good nor bad. */
export function everyFileIsCoveredEnough({ files }: Measurement, { perFile }: Demands): Finding[] {
  return files.flatMap((file) => {
    const totals = totalsOfFiles([file]);
    const asked = Object.entries(perFile).filter(
      ([metric]) => totals[metric as keyof MetricTotals]?.found !== 0,
    );
    return shortfalls(totals, Object.fromEntries(asked), { what: file.path, place: file.path });
  });
}

export function everyGlobIsCoveredEnough({ files }: Measurement, { globs }: Demands): Finding[] {
  return globs.flatMap(({ glob, demands }) => {
    const isNamed = matcherOf([glob]);
    const named = files.filter(({ path }) => isNamed(path));
    if (named.length === 0) return [noFile(glob)];
    return shortfalls(totalsOfFiles(named), demands, { what: glob, place: glob });
  });
}

function noFile(glob: string): Finding {
  return {
    code: 'nothing-examined',
    place: glob,
    message: `More is demanded of ${glob}, and the reports know no such file.`,
    remedy: 'Mend the glob, which is below the working directory, or have its files measured.',
  };
}

function shortfalls(
  totals: MetricTotals,
  demands: MetricDemands,
  { what, place }: { what: string; place?: FileCoverage['path'] },
): Finding[] {
  const where = place === undefined ? {} : { place };
  return METRICS.flatMap((metric): Finding[] => {
    const [threshold, measured] = [demands[metric], totals[metric]];
    if (threshold === undefined) return [];
    if (measured === undefined || measured.found === 0)
      return [
        {
          code: 'nothing-examined',
          ...where,
          message: `${what}: expected ${metric} covered by ${describeThreshold(threshold)}, and the reports count none.`,
          remedy: `Give a report that counts ${metric}, or demand nothing of them.`,
        },
      ];
    if (meets(measured, threshold)) return [];
    const { found, hit } = measured;
    return [
      {
        code: 'coverage-low',
        ...where,
        message: `${what}: expected ${metric} covered by ${describeThreshold(threshold)}; found ${percentOf(measured)}, ${hit} of ${found}.`,
        remedy: 'Test what is not covered.',
      },
    ];
  });
}
