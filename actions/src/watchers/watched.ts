import type { Finding } from '../verdict/verdict.ts';

/** One thing that was looked at while nobody deployed. */
export interface Watched {
  /** `record`, `revert target`, `runs` or `exceptions`. */
  readonly subject: string;
  /** The environment; empty for what belongs to none. */
  readonly environment: string;
  /** `nothing`: there is nothing to look at yet, and nothing is said of it. */
  readonly kind: 'pass' | 'fail' | 'unproven' | 'nothing';
  /** What was seen, in a line. */
  readonly seen: string;
  readonly findings: readonly Finding[];
}

/** Fails for whatever was found, else passes with what was seen. */
export function judged(
  about: Pick<Watched, 'subject' | 'environment' | 'seen'>,
  findings: readonly Finding[],
): Watched {
  if (findings.length === 0) return { ...about, kind: 'pass', findings };
  return { ...about, kind: 'fail', seen: findings.map(({ message }) => message).join(' '), findings };
}
