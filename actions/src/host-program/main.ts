import { createInterface } from 'node:readline';
import { deploy } from '../deployment/deploy.ts';
import { failureOf } from '../deployment/failure.ts';
import type { Caller } from '../deployment/ports.ts';
import { readJournal } from '../ledger/journal.ts';
import { observe } from './observe.ts';
import { realPorts } from './ports.ts';
import { confirmationSchema, hostCommandSchema, type HostCommand, type HostMessage } from './protocol.ts';
import { stopAll } from './stop.ts';

/**
 * The host program: one command as a line of JSON on standard input, messages as lines of JSON on standard output.
 * It survives its caller: a closed output is not its end, and a closed input is no confirmation.
 */
process.stdout.on('error', () => undefined);
for (const signal of ['SIGHUP', 'SIGINT', 'SIGPIPE'] as const) process.on(signal, () => undefined);

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const first = await lines.next();
if (first.done === true) throw new Error('expected a command on standard input');
try {
  await carryOut(commandIn(first.value));
} catch (error) {
  const { code, message, findings } = failureOf(error);
  if (code === 'internal-error') throw error;
  say({ kind: 'error', code, message, remedy: findings[0]?.remedy ?? '' });
}
process.stdin.destroy();

/** JSON.parse repeats what it could not read, and a command holds secrets. */
function commandIn(line: string): HostCommand {
  let command: unknown;
  try {
    command = JSON.parse(line);
  } catch {
    throw new Error('expected a command as one line of JSON on standard input');
  }
  return hostCommandSchema.parse(command);
}

async function carryOut(command: HostCommand): Promise<void> {
  const ports = realPorts(command.place);
  switch (command.command) {
    case 'deploy': {
      const caller = callerOf(command.request.deployment);
      say({ kind: 'deployed', result: await deploy(ports, command.request, caller) });
      return;
    }
    case 'observe':
      say({ kind: 'observed', observation: await observe(ports, command) });
      return;
    case 'ledger':
      say({ kind: 'ledger', entries: await readJournal({ files: ports.files, path: ports.layout.journal }) });
      return;
    case 'stop':
      say({ kind: 'stopped', names: await stopAll(ports) });
  }
}

function callerOf(deployment: string): Caller {
  const confirmation = lines.next().then(({ done, value }) => {
    if (done === true) return false;
    return confirmationSchema.parse(JSON.parse(value)).confirm === deployment;
  });
  return {
    confirmation,
    tell: (event) => {
      say({ kind: 'event', event });
    },
  };
}

function say(message: HostMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
