import type { ProcessIdentity } from '../../ports/processes.ts';
import type { Random } from '../random.ts';
import type { Timeline } from '../timeline.ts';
import { SimulatedProcess } from './simulated-process.ts';

/** What it uses of its host. */
interface FrontHost {
  readonly timeline: Timeline;
  readonly random: Random;
  replaceCarelessly(path: string, text: string): boolean;
}

/** Does what front/front-main.ts does: listens, then says so in a file. */
export class FrontProcess extends SimulatedProcess {
  #isListening = false;

  constructor(identity: ProcessIdentity, host: FrontHost, argv: readonly string[]) {
    super(identity);
    const statePath = flag(argv, 'state');
    const port = Number(flag(argv, 'port'));
    host.timeline.after(host.random.between(5, 40), () => {
      if (!this.isAlive) return;
      this.#isListening = true;
      if (!host.replaceCarelessly(statePath, JSON.stringify({ process: identity, port }))) this.end('own');
    });
  }

  get isListening(): boolean {
    return this.isAlive && this.#isListening;
  }

  override receive(signal: NodeJS.Signals): void {
    if (signal === 'SIGKILL' || signal === 'SIGTERM') this.end('stopped');
  }
}

function flag(argv: readonly string[], name: string): string {
  return argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '';
}
