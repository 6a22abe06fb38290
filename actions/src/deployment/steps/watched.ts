import { readCurrent } from '../../host/current.ts';
import { looksIn } from '../../policy/looks.ts';
import { judgeWatch } from '../../watch/judge.ts';
import type { WatchVerdict } from '../../watch/watch-verdict.ts';
import { StepFailed } from '../failure.ts';
import { assertNotAbandoned } from './confirmed.ts';
import { beginWatch, type Watcher } from '../watcher.ts';
import type { Run, Step } from '../run.ts';

/** A watch is silent for no longer than this, and no busier. */
const TELL_EVERY_MS = 2000;

/** The new release under users' traffic and our own probes, beside the old one, until the window is over. */
export const watched: Step = {
  name: 'watched',
  async perform(run) {
    const { watch } = run.request;
    const { clock } = run.ports;
    const looks = looksIn(watch);
    const watcher = await beginWatch(run);
    const end = clock.monotonic() + watch.window;
    let lastTold = clock.monotonic();
    for (let look = 1; ; look += 1) {
      await clock.sleep(watch.every);
      await assertNotAbandoned(run);
      await watcher.look();
      const isLast = look >= looks || clock.monotonic() >= end;
      const verdict = await judgeNow(run, watcher, { look: isLast ? looks : look, looks });
      if (verdict.kind === 'pass') return verdict.summary;
      if (verdict.kind !== 'continue') throw failed(run, verdict);
      if (clock.monotonic() - lastTold >= TELL_EVERY_MS) {
        run.caller.tell({ kind: 'progress', step: 'watched', note: verdict.summary });
        lastTold = clock.monotonic();
      }
    }
  },
};

async function judgeNow(
  run: Run,
  watcher: Watcher,
  at: { look: number; looks: number },
): Promise<WatchVerdict> {
  const { files, layout } = run.ports;
  const current = await readCurrent(files, layout);
  if (current === run.candidate.name)
    return judgeWatch({ observation: watcher.observation(), limits: run.request.watch, ...at });
  throw new StepFailed({
    code: 'identity-wrong',
    summary: `Expected ${run.candidate.name} to be current during its watch; ${current ?? 'nothing'} is.`,
  });
}

function failed(run: Run, { reasonCode, summary, findings }: WatchVerdict): StepFailed {
  run.marks.detectedAt = run.ports.clock.monotonic();
  return new StepFailed({ code: reasonCode, summary, findings });
}
