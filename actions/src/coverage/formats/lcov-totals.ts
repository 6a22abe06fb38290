import { totalsOf, type Counters } from '../counters.ts';

const KINDS = ['LF', 'LH', 'BRF', 'BRH', 'FNF', 'FNH'] as const;
export type LcovTotal = (typeof KINDS)[number];

export function isTotal(kind: string): kind is LcovTotal {
  return KINDS.some((each) => each === kind);
}

/** What a record says of itself, which is never taken for true: the records are counted. */
export type LcovTotals = Partial<Record<LcovTotal, number>>;

/**
 * Where totals say more than the records, lines were lost, and where they say what can't be, who knows what else is wrong.
 * Branches and functions are not compared with their records: compilers count instances of a template there.
 */
export function contradictionIn(
  totals: Readonly<LcovTotals>,
  lines: Counters,
): { expected: string; found: string } | undefined {
  for (const [found, hit] of [
    ['LF', 'LH'],
    ['BRF', 'BRH'],
    ['FNF', 'FNH'],
  ] as const) {
    if ((totals[hit] ?? 0) > (totals[found] ?? Infinity))
      return {
        expected: `${hit} to be at most ${found}`,
        found: `${hit}:${totals[hit]} of ${found}:${totals[found]}`,
      };
  }
  const counted = totalsOf(lines);
  if ((totals.LF ?? 0) > counted.found)
    return {
      expected: 'as many DA records as LF says',
      found: `${counted.found} records and LF:${totals.LF}`,
    };
  if (totals.LF === counted.found && (totals.LH ?? counted.hit) !== counted.hit)
    return {
      expected: 'as many lines reached as LH says',
      found: `${counted.hit} reached and LH:${totals.LH}`,
    };
  return undefined;
}
