import { appendFileSync, readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { DeploymentPorts } from '../../actions/src/deployment/ports.ts';
import { runHostProgram } from '../../actions/src/host-program/host-program.ts';
import { realPorts } from '../../actions/src/host-program/ports.ts';
import { systemClock } from '../../actions/src/ports/clock.ts';
import { systemFiles } from '../../actions/src/ports/files.ts';
import { systemProcesses } from '../../actions/src/ports/processes.ts';

/** What the system refuses the host program. */
export interface Fault {
  readonly code: 'ENOSPC' | 'EROFS' | 'EMFILE';
  /** Where it begins, as the program names it in `<root>.places`; nowhere for a run that only names them. */
  readonly from?: string;
  /** Whether it is over at once, rather than when the program ends. */
  readonly isShort?: boolean;
}

const BYTES_AND_NAMES = ['writeDurably', 'appendDurably', 'link', 'symlink', 'makeFolder'];
const ARCHIVES_AND_LOGS = ['open', 'startDetached'];
/** A full disk still moves, and lets go of, what it has; one that is read-only does not; what opens needs a descriptor. */
const REFUSED: Readonly<Record<Fault['code'], ReadonlySet<string>>> = {
  ENOSPC: new Set([...BYTES_AND_NAMES, ...ARCHIVES_AND_LOGS]),
  EROFS: new Set([
    ...BYTES_AND_NAMES,
    ...ARCHIVES_AND_LOGS,
    ...['rename', 'syncFolder', 'truncate', 'unlink', 'removeTree'],
  ]),
  EMFILE: new Set([
    ...['readText', 'list', 'writeDurably', 'appendDurably', 'truncate', 'syncFolder', 'removeTree'],
    ...ARCHIVES_AND_LOGS,
    ...['damages', 'problems', 'ask'],
  ]),
};

/** The real host program on the real world, but for what `<root>.fault.json` says. Notes each place where that could be. */
await runHostProgram((place) => {
  const fault = JSON.parse(readFileSync(`${place.root}.fault.json`, 'utf8')) as Fault;
  const refuse = refusing(place.root, fault);
  const real = realPorts(place, {
    files: failing(systemFiles, refuse),
    clock: systemClock,
    processes: failing(systemProcesses, refuse),
  });
  return {
    ...real,
    network: failing(real.network, refuse),
    artifacts: failing(real.artifacts, refuse),
    contract: failing(real.contract, refuse),
  };
});

type Refuse = (operation: string, args: readonly unknown[]) => Promise<void>;
type Port = DeploymentPorts[keyof DeploymentPorts];

function failing<Kind extends Port>(port: Kind, refuse: Refuse): Kind {
  return new Proxy(port, {
    get(target, name) {
      const operation: unknown = Reflect.get(target, name);
      if (typeof operation !== 'function' || typeof name === 'symbol' || !isCounted(name)) return operation;
      return async (...args: unknown[]): Promise<unknown> => {
        await refuse(name, args);
        return Reflect.apply(operation, target, args);
      };
    },
  });
}

function isCounted(operation: string): boolean {
  return Object.values(REFUSED).some((operations) => operations.has(operation));
}

function refusing(root: string, { code, from, isShort = false }: Fault): Refuse {
  const nameOf = namer(root);
  let isRefusing = false;
  return async (operation, args) => {
    if (!REFUSED[code].has(operation)) return;
    const place = nameOf(operation, args);
    appendFileSync(`${root}.places`, `${place}\n`);
    const begins = place === from;
    if (!begins && (!isRefusing || isShort)) return;
    // What still fits is written.
    if (code === 'ENOSPC' && !isRefusing && operation === 'appendDurably')
      await appendFile(String(args[0]), String(args[1]).slice(0, 40));
    isRefusing = true;
    throw Object.assign(new Error(`${code}: planted, ${place}`), { code });
  };
}

/** Each place by its step, the operation and what it is done to; a number tells apart those that are alike. */
function namer(root: string): (operation: string, args: readonly unknown[]) => string {
  const seen = new Map<string, number>();
  let step = 'before';
  return (operation, args) => {
    const event = operation === 'appendDurably' ? eventIn(args) : undefined;
    if (event !== undefined && event.type !== 'step-finished') step = event.step ?? event.type;
    const name = [step, operation, subjectOf(root, operation, args), event?.type].filter(Boolean).join(' ');
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  };
}

function subjectOf(root: string, operation: string, args: readonly unknown[]): string {
  const [first, second] = args;
  if (typeof first === 'string') {
    const isTo = ['rename', 'link', 'symlink'].includes(operation);
    return relative(root, isTo ? String(second) : first).replaceAll(/[0-9a-f]{6,}/g, '*');
  }
  if (operation === 'ask') return (first as { path: string }).path;
  return '';
}

function eventIn([, line]: readonly unknown[]): { type: string; step?: string } {
  return (JSON.parse(String(line)) as { event: { type: string; step?: string } }).event;
}
