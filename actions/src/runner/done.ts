import { EXIT_CODES } from '../exit-codes.ts';
import type { SummaryPart } from './summary.ts';
import type { TaskReport } from './task-action.ts';

/** The report of a step that deploys nothing and did what it is for. */
export function done(facts: {
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly parts?: readonly SummaryPart[];
  readonly facts?: TaskReport['facts'];
}): TaskReport {
  return {
    outcome: 'done',
    reasonCode: 'done',
    findings: [],
    annotations: [],
    parts: [],
    facts: {},
    ...facts,
    exitCode: EXIT_CODES.deployed.code,
  };
}
