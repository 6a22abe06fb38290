import { createInterface } from 'node:readline';
import { clearMark } from '../deployment/clear.ts';
import { abandonDeployment, confirmDeployment } from '../deployment/confirmation.ts';
import { deploy } from '../deployment/deploy.ts';
import { failureOf } from '../deployment/failure.ts';
import type { Caller, DeploymentPorts } from '../deployment/ports.ts';
import { rehearse } from '../deployment/rehearse.ts';
import { restore, savedIn } from '../deployment/restore.ts';
import { resume } from '../deployment/resume.ts';
import { messageOf } from '../errors.ts';
import { readJournal } from '../ledger/journal.ts';
import { observe } from './observe.ts';
import {
  answerSchema,
  hostCommandSchema,
  type AnswerLine,
  type HostCommand,
  type HostMessage,
  type HostPlace,
} from './protocol.ts';
import { stopAll } from './stop.ts';

type Lines = AsyncIterableIterator<string>;

const caller: Caller = {
  tell: (event) => {
    say({ kind: 'event', event });
  },
};

/**
 * The host program: one command as a line of JSON on standard input, messages as lines of JSON on standard output.
 * It survives its caller: neither a closed output nor a closed input is its end.
 */
export async function runHostProgram(portsFor: (place: HostPlace) => DeploymentPorts): Promise<void> {
  process.stdout.on('error', () => undefined);
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGPIPE'] as const) process.on(signal, () => undefined);
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done === true) throw new Error('expected a command on standard input');
  try {
    const command = commandIn(first.value);
    await carryOut(command, portsFor(command.place), lines);
  } catch (error) {
    const { code, message, findings } = failureOf(error);
    if (code === 'internal-error') throw error;
    say({ kind: 'error', code, message, remedy: findings[0]?.remedy ?? '' });
  }
  process.stdin.destroy();
}

/** JSON.parse repeats what it could not read, and a command holds secrets. */
function commandIn(line: string): HostCommand {
  const command = parseJson(line);
  if (command === undefined) throw new Error('expected a command as one line of JSON on standard input');
  return hostCommandSchema.parse(command);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function carryOut(command: HostCommand, ports: DeploymentPorts, lines: Lines): Promise<void> {
  switch (command.command) {
    case 'deploy':
      void hearAnswers(ports, command.request.deployment, lines);
      say({ kind: 'deployed', result: await deploy(ports, command.request, caller) });
      return;
    case 'confirm':
      await confirmDeployment(ports, command);
      say({ kind: 'answered' });
      return;
    case 'abandon':
      await abandonDeployment(ports, command.deployment);
      say({ kind: 'answered' });
      return;
    case 'resume':
      say({ kind: 'resumed', resumed: await resume(ports, command.limits) });
      return;
    case 'rehearse':
      say({ kind: 'rehearsed', rehearsal: await rehearse(ports, command.request) });
      return;
    case 'saved':
      say({ kind: 'saved', saved: await savedIn(ports) });
      return;
    case 'restore':
      say({ kind: 'restored', restored: await restore(ports, command.limits, command) });
      return;
    case 'clear':
      say({ kind: 'cleared', release: await clearMark(ports, command.limits, command) });
      return;
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

/** Until the input ends, which says nothing: the deadline alone decides about a caller that is gone. */
async function hearAnswers(ports: DeploymentPorts, deployment: string, lines: Lines): Promise<void> {
  process.on('SIGTERM', () => void answer({ abandon: true }));
  for await (const line of lines) await answer(answerSchema.safeParse(parseJson(line)).data);

  async function answer(given: AnswerLine | undefined): Promise<void> {
    if (given === undefined) return;
    try {
      if ('abandon' in given) await abandonDeployment(ports, deployment);
      else await confirmDeployment(ports, { deployment, token: given.confirm });
    } catch (error) {
      // What was refused changes nothing; how the deployment ends is told in any case.
      console.error(messageOf(error));
    }
  }
}

function say(message: HostMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
