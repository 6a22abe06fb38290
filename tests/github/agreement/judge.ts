import type { Difference } from './differences.ts';

/** Where act is known to do otherwise than GitHub. */
export interface Exception {
  readonly workflow: string;
  /** As in a difference. */
  readonly where: string;
  readonly ours: string;
  readonly acts: string;
  readonly reason: string;
  readonly source: string;
}

export interface Judgement {
  /** Differences that nothing explains. */
  readonly unexpected: readonly string[];
  /** Exceptions that explain nothing any more. */
  readonly stale: readonly string[];
  readonly explained: number;
}

export function judge(
  differences: ReadonlyMap<string, readonly Difference[]>,
  exceptions: readonly Exception[],
): Judgement {
  const found = [...differences].flatMap(([workflow, each]) => each.map((one) => ({ workflow, ...one })));
  const unexpected = found.filter((one) => !exceptions.some((exception) => explains(exception, one)));
  const stale = exceptions.filter((exception) => !found.some((one) => explains(exception, one)));
  return {
    unexpected: unexpected.map(
      ({ workflow, where, ours, acts }) =>
        `${workflow}, ${where}\n    the runner for tests: ${ours || '(nothing)'}\n    act:                  ${acts || '(nothing)'}`,
    ),
    stale: stale.map(({ workflow, where, source }) => `${workflow}, ${where} (${source})`),
    explained: exceptions.length - stale.length,
  };
}

function explains(exception: Exception, found: Difference & { readonly workflow: string }): boolean {
  return (['workflow', 'where', 'ours', 'acts'] as const).every((key) => exception[key] === found[key]);
}
