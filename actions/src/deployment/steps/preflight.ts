import { readCurrent } from '../../host/current.ts';
import { StepFailed } from '../failure.ts';
import type { Run, Step } from '../run.ts';

/** A release unpacked, its log and a journal's growth fit into this with room to spare. */
const FREE_BYTES = 200 * 1024 * 1024;

/** Everything that can be known to fail is found out here, before anything changes. */
export const preflight: Step = {
  name: 'preflight',
  async perform(run) {
    await thereIsSpace(run);
    await run.ports.front.check();
    await theDatabaseAnswers(run);
    await theRevertTargetIsIntact(run);
    return run.target === undefined
      ? 'nothing to revert to yet'
      : `would revert to ${run.target.served.release.id}`;
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

async function theDatabaseAnswers({ ports, request }: Run): Promise<void> {
  const url = request.configuration?.['DATABASE_URL'];
  if (url !== undefined) await ports.database.check(url);
}

async function theRevertTargetIsIntact({ ports, target, serving }: Run): Promise<void> {
  if (target === undefined) return;
  const damages = await ports.artifacts.damages(target.releaseFolder);
  const current = await readCurrent(ports.files, ports.layout);
  if (damages.length === 0 && current === serving?.name) return;
  const message =
    damages.length > 0
      ? `The release to revert to, ${target.served.release.id}, is damaged: ${damages.slice(0, 3).join('; ')}.`
      : `Expected ${serving?.name ?? 'nothing'} to serve; ${current ?? 'nothing'} does.`;
  throw new StepFailed({
    code: 'nothing-to-revert-to',
    summary: message,
    findings: [
      {
        code: 'nothing-to-revert-to',
        message,
        remedy: 'Roll back to a release that is whole, then deploy again.',
      },
    ],
  });
}

function toMebibytes(bytes: number): number {
  return Math.floor(bytes / 1024 / 1024);
}
