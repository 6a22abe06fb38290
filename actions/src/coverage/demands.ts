import type { MetricDemands, Threshold } from './thresholds.ts';

/** What is demanded, wherever it was written: in a step’s inputs, or in the policy. */
export interface Demands {
  /** Of all files together. */
  readonly total: MetricDemands;
  /** Of every file. */
  readonly perFile: MetricDemands;
  /** Of the files that each glob names, together. */
  readonly globs: readonly GlobDemand[];
  /** Of the changed lines. */
  readonly patch?: Threshold | undefined;
  readonly ratchet?: Ratchet | undefined;
  /** Globs of files that must be in the report. */
  readonly source: readonly string[];
  /** Globs of files that nothing is asked of. */
  readonly exclude: readonly string[];
}

export interface GlobDemand {
  readonly glob: string;
  readonly demands: MetricDemands;
}

/** No metric may be lower than at the base, but for what is allowed. */
export interface Ratchet {
  /** In points of per cent. */
  readonly allowedDrop: number;
  /** Why a drop is allowed; nobody may forget to say. */
  readonly reason?: string | undefined;
}

export function demandsNothing({ total, perFile, globs, patch, ratchet }: Demands): boolean {
  const counts = [total, perFile].map((each) => Object.keys(each).length);
  return (
    counts.every((count) => count === 0) && globs.length === 0 && patch === undefined && ratchet === undefined
  );
}
