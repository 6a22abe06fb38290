import type { Processes } from '../../ports/processes.ts';
import type { Host } from '../host/host.ts';
import type { Program } from '../host/program.ts';

/** The processes of a host as one program sees them. */
export function simulatedProcesses(host: Host, program: Program): Processes {
  return {
    startDetached: ({ argv }) =>
      program.perform(`start ${argv.slice(1).join(' ')}`, () => host.startDetached(argv).identity),
    isAlive: (identity) => host.findProcess(identity) !== undefined,
    signal(identity, signal) {
      const found = host.findProcess(identity);
      found?.receive(signal);
      return found !== undefined;
    },
    self: () => program.identity,
  };
}
