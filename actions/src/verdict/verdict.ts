import type { ReasonCode } from '../reason-codes.ts';

/** `unproven`: could not look, or looked at nothing. Only `pass` opens a gate. */
export type VerdictKind = 'pass' | 'fail' | 'unproven';

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** One thing a gate found, with its place and what to do about it. */
export interface Finding {
  readonly code: ReasonCode;
  readonly message: string;
  readonly remedy?: string;
  /** A file with a line, the name of a variable, a route: whatever leads a reader to the spot. */
  readonly place?: string;
}

export interface Verdict {
  readonly kind: VerdictKind;
  readonly reasonCode: ReasonCode;
  /** One line that a person reads first. */
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** What was measured or counted, for the evidence; never a secret. */
  readonly facts: Readonly<Record<string, JsonValue>>;
}

/** The verdict over several: the worst of them, and `unproven` over none at all. `fail` outranks `unproven`. */
export function worstOf(kinds: readonly VerdictKind[]): VerdictKind {
  if (kinds.includes('fail')) return 'fail';
  if (kinds.length === 0 || kinds.includes('unproven')) return 'unproven';
  return 'pass';
}
