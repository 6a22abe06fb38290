import type { Finding } from '../../verdict/verdict.ts';
import type { Totals } from '../counters.ts';
import type { Demands } from '../demands.ts';
import { METRICS } from '../file-coverage.ts';
import type { Measurement } from '../measure.ts';
import { percentOf } from '../thresholds.ts';
import { totalsOfFiles } from '../totals.ts';

export function theBaseIsWhereTheChangeBegan({ base }: Measurement): readonly Finding[] {
  return base?.doubts ?? [];
}

export function nothingFellBelowTheBase({ files, base }: Measurement, { ratchet }: Demands): Finding[] {
  if (base === undefined || ratchet === undefined || base.doubts.length > 0) return [];
  const now = totalsOfFiles(files);
  const compared = METRICS.filter((metric) => (base.totals[metric]?.found ?? 0) > 0);
  if (compared.length === 0) return [nothingAtTheBase()];
  return compared.flatMap((metric): Finding[] => {
    const [before, after] = [base.totals[metric], now[metric]];
    if (before === undefined) return [];
    if (after === undefined || after.found === 0) return [noLongerCounted(metric)];
    if (!isLower(before, after, ratchet.allowedDrop)) return [];
    const allowed = ratchet.allowedDrop === 0 ? 'no less' : `at most ${ratchet.allowedDrop} points less`;
    return [
      {
        code: 'coverage-dropped',
        message: `Expected ${metric} covered by ${allowed} than at the base, ${percentOf(before)}; found ${percentOf(after)}.`,
        remedy: 'Test what was added, or allow the drop with its reason.',
      },
    ];
  });
}

/** In whole numbers: a share of two large ones is not exact. Per cent and points in thousandths. */
function isLower(before: Totals, after: Totals, allowed: number): boolean {
  const [foundBefore, foundAfter] = [BigInt(before.found), BigInt(after.found)];
  const drop = BigInt(before.hit) * foundAfter - BigInt(after.hit) * foundBefore;
  return drop * 100_000n > BigInt(Math.round(allowed * 1000)) * foundBefore * foundAfter;
}

function nothingAtTheBase(): Finding {
  return {
    code: 'nothing-examined',
    message: 'The base’s report counts nothing, so that any number would be as good.',
    remedy: 'Give a report of the base that was made with coverage switched on.',
  };
}

function noLongerCounted(metric: string): Finding {
  return {
    code: 'nothing-examined',
    message: `The base’s report counts ${metric}, and this one counts none.`,
    remedy: 'Give reports of one kind.',
  };
}
