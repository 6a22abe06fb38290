import { StepFailed } from '../failure.ts';
import { databaseUrlFor, type Run, type Step } from '../run.ts';

/** A release unpacked, its log and a journal's growth fit into this with room to spare. */
const FREE_BYTES = 200 * 1024 * 1024;

/** Everything that can be known to fail is found out here, before anything changes. */
export const preflight: Step = {
  name: 'preflight',
  async perform(run) {
    await thereIsSpace(run);
    await run.ports.front.check();
    await theDatabaseAnswers(run);
    theRevertTargetIsProven(run);
    if (run.target !== undefined) return `would revert to ${run.target.served.release.id}`;
    return run.targetProblem === undefined
      ? 'nothing to revert to yet'
      : `nothing to revert to: ${run.targetProblem}`;
  },
};

async function thereIsSpace({ ports }: Run): Promise<void> {
  const free = await ports.files.freeBytes(ports.layout.root);
  if (free >= FREE_BYTES) return;
  const message = `Expected at least ${toMebibytes(FREE_BYTES)} MiB free under ${ports.layout.root}; found ${toMebibytes(free)}.`;
  const remedy = 'Free some space, then run the same command again.';
  throw new StepFailed({
    code: 'no-space-left',
    summary: message,
    findings: [{ code: 'no-space-left', message, remedy }],
  });
}

async function theDatabaseAnswers(run: Run): Promise<void> {
  const url = await databaseUrlFor(run);
  if (url !== undefined) await run.ports.database.check(url);
}

function theRevertTargetIsProven({ target, targetProblem: message }: Run): void {
  if (target === undefined || message === undefined) return;
  const remedy =
    'Roll back to a release that is whole, then deploy again; or give --forward-only, and nothing can be reverted to.';
  throw new StepFailed({
    code: 'revert-target-broken',
    summary: message,
    findings: [{ code: 'revert-target-broken', message, remedy }],
  });
}

function toMebibytes(bytes: number): number {
  return Math.floor(bytes / 1024 / 1024);
}
