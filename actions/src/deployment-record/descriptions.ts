import type { Outcome } from '../ledger/events.ts';
import { isReleaseAtFault } from '../deployment/failure.ts';
import type { ReasonCode } from '../reason-codes.ts';

/** A deployment whose description begins so was the release's own fault: its digest is refused until it is cleared. */
export const REVERTED = 'reverted: ';
/** GitHub takes no more: https://docs.github.com/en/rest/deployments/statuses */
const LONGEST = 140;

export interface EndOfDeployment {
  readonly outcome: Outcome;
  readonly reasonCode: ReasonCode;
  readonly summary: string;
}

/** The status that tells how a deployment ended. */
export function statusOfEnd({ outcome, reasonCode, summary }: EndOfDeployment): {
  readonly state: 'success' | 'failure' | 'error';
  readonly description: string;
} {
  const state = STATES[outcome];
  return { state, description: shortened(`${beginning(outcome, reasonCode)}${reasonCode}. ${summary}`) };
}

const STATES = {
  deployed: 'success',
  unchanged: 'success',
  reverted: 'failure',
  refused: 'failure',
  frozen: 'error',
} as const satisfies Record<Outcome, string>;

/** As the host marks it: one that somebody took back, or nobody confirmed, is not bad for that. */
function beginning(outcome: Outcome, code: ReasonCode): string {
  if (outcome !== 'reverted') return `${outcome}: `;
  return isReleaseAtFault(code) ? REVERTED : 'taken back: ';
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}
