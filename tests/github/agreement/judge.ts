import type { Difference } from './differences.ts';

/** A difference that is known, and not ours. */
export interface Exception extends Difference {
  /** Of the case. */
  readonly name: string;
  readonly reason: string;
  readonly source: string;
}

export interface Judgement {
  /** Differences that nothing explains. */
  readonly unexpected: readonly string[];
  /** Exceptions that explain nothing any more. */
  readonly stale: readonly string[];
}

/** By the case's name, what differs. */
export function judge(
  differences: ReadonlyMap<string, readonly Difference[]>,
  exceptions: readonly Exception[],
): Judgement {
  const found = [...differences].flatMap(([name, each]) => each.map((one) => ({ name, ...one })));
  const unexpected = found.filter((one) => !exceptions.some((exception) => explains(exception, one)));
  const stale = exceptions.filter((exception) => !found.some((one) => explains(exception, one)));
  return {
    unexpected: unexpected.map(
      ({ name, where, ours, acts }) =>
        `${name}, ${where}\n  the runner for tests: ${ours || '(nothing)'}\n  act: ${acts || '(nothing)'}`,
    ),
    stale: stale.map(({ name, where, source }) => `${name}, ${where} (${source})`),
  };
}

function explains(exception: Exception, found: Difference & { readonly name: string }): boolean {
  return (['name', 'where', 'ours', 'acts'] as const).every((key) => exception[key] === found[key]);
}
