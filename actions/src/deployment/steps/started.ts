import { serviceOf, type Step } from '../run.ts';

export const started: Step = {
  name: 'started',
  async perform(run) {
    await run.ports.supervisor.start(await serviceOf(run.ports, run.request.limits, run.candidate));
    return undefined;
  },
};
