import type { ReasonCode } from '../reason-codes.ts';
import type { Finding, JsonValue } from '../verdict/verdict.ts';

export interface WatchVerdict {
  /** `unproven` and `pass` only at the last look, `continue` never there. */
  readonly kind: 'continue' | 'pass' | 'fail' | 'unproven' | 'both-failing';
  readonly reasonCode: ReasonCode;
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** Every comparison with its counts, threshold, p value and level: the decision can be repeated from them. */
  readonly facts: Readonly<Record<string, JsonValue>>;
}

/** A verdict before its facts are added. */
export type Ending = Omit<WatchVerdict, 'facts'>;
