import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemFiles } from '../ports/files.ts';
import { runAction } from './action-file.ts';
import type { Plant } from './plant.ts';

/** What the built action said of a planted defect. */
export interface Proof {
  readonly plant: Plant;
  readonly verdict: string;
  readonly reasonCode: string;
  /** Verdict, reason and exit code are the ones that were to come. */
  readonly holds: boolean;
  /** What the action printed. */
  readonly log: string;
}

/** Plants one defect in a folder of its own, has the built action look, and takes all of it away again. */
export async function prove(plant: Plant): Promise<Proof> {
  const workspace = await realpath(await mkdtemp(join(tmpdir(), 'tg-prove-')));
  try {
    const { close, ...step } = await plant.arrange(workspace);
    try {
      const { outputs, exitCode, log } = await runAction(plant.action, { ...step, workspace });
      const { verdict = '', 'reason-code': reasonCode = '' } = outputs;
      const isAsExpected = verdict === plant.verdict && reasonCode === plant.reasonCode;
      // A job goes by the exit code alone.
      return {
        plant,
        verdict,
        reasonCode,
        holds: isAsExpected && (exitCode === 0) === (verdict === 'pass'),
        log,
      };
    } finally {
      await close?.();
    }
  } finally {
    await systemFiles.removeTree(workspace);
  }
}
