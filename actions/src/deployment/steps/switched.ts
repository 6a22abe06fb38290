import { prepareWayBack, readCurrent, switchTo } from '../../host/current.ts';
import type { Step } from '../run.ts';

/** From here on users reach the new release. */
export const switched: Step = {
  name: 'switched',
  async perform({ ports, lock, candidate, target, marks }) {
    const { files, layout, front, clock } = ports;
    if (target !== undefined) await prepareWayBack(files, layout, target);
    if ((await readCurrent(files, layout)) !== candidate.name) await switchTo(lock, ports, candidate);
    marks.switchedAt = clock.monotonic();
    await front.ensure();
    return undefined;
  },
};
