import { isDeepStrictEqual } from 'node:util';
import type { Plain } from './value.ts';

export type Combination = Readonly<Record<string, Plain>>;

/** https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations */
export function combinationsOf(matrix: Plain): readonly Combination[] {
  const { include, exclude, ...axes } = (matrix ?? {}) as Record<string, Plain>;
  let combinations: Combination[] = Object.keys(axes).length === 0 ? [] : [{}];
  for (const [name, values] of Object.entries(axes))
    combinations = combinations.flatMap((each) =>
      (Array.isArray(values) ? (values as readonly Plain[]) : [values]).map((value) => ({
        ...each,
        [name]: value,
      })),
    );
  const excluded = (exclude ?? []) as readonly Combination[];
  combinations = combinations.filter((each) => !excluded.some((rule) => covers(each, rule)));
  return withIncluded(combinations, {
    include: (include ?? []) as readonly Combination[],
    axes: Object.keys(axes),
  });
}

/** One that contradicts no combination's own values widens it; one that fits none is a combination of its own. */
function withIncluded(
  combinations: readonly Combination[],
  { include, axes }: { include: readonly Combination[]; axes: readonly string[] },
): readonly Combination[] {
  const widened = combinations.map((each) => ({ own: each, all: each }));
  const alone: Combination[] = [];
  for (const extra of include) {
    const common = Object.fromEntries(Object.entries(extra).filter(([name]) => axes.includes(name)));
    const fitting = widened.filter(({ own }) => covers(own, common));
    if (fitting.length === 0) alone.push(extra);
    for (const each of fitting) each.all = { ...each.all, ...extra };
  }
  return [...widened.map(({ all }) => all), ...alone];
}

function covers(combination: Combination, rule: Combination): boolean {
  return Object.entries(rule).every(([name, value]) => isDeepStrictEqual(combination[name], value));
}

/** `build (ubuntu, 24)`. */
export function matrixName(id: string, combination: Combination): string {
  const values = Object.values(combination).flatMap((value) =>
    typeof value === 'object' && value !== null ? Object.values(value).map(String) : [String(value)],
  );
  return values.length === 0 ? id : `${id} (${values.join(', ')})`;
}
