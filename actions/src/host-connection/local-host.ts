import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { UserError } from '../errors.ts';
import type { HostCommand, HostMessage, HostPlace } from '../host-program/protocol.ts';
import { REASON_CODES, type ReasonCode } from '../reason-codes.ts';
import type { HostConnection } from './host-connection.ts';

type MessageOf<Kind extends HostMessage['kind']> = Extract<HostMessage, { kind: Kind }>;
type HostProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** The host program as a child process, in a session of its own: it lives on when its caller is killed. */
export function localHost(place: HostPlace, program: string): HostConnection {
  return {
    async deploy(request, { onEvent, confirm }) {
      const host = startHost(program, { command: 'deploy', place, request });
      const { result } = await answerOf(host, 'deployed', ({ event }) => {
        onEvent(event);
        if (event.kind === 'awaiting-confirmation')
          void answerConfirmation(host, request.deployment, confirm);
      });
      return result;
    },
    async observe(wish) {
      const host = startHost(program, { command: 'observe', place, ...wish });
      return (await answerOf(host, 'observed')).observation;
    },
    async ledger() {
      return (await answerOf(startHost(program, { command: 'ledger', place }), 'ledger')).entries;
    },
    async stop() {
      return (await answerOf(startHost(program, { command: 'stop', place }), 'stopped')).names;
    },
  };
}

function startHost(program: string, command: HostCommand): HostProcess {
  const child = spawn(process.execPath, [program], {
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '' },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(command)}\n`);
  if (command.command !== 'deploy') child.stdin.end();
  return child;
}

async function answerOf<Kind extends HostMessage['kind']>(
  host: HostProcess,
  kind: Kind,
  onEvent: (message: MessageOf<'event'>) => void = () => undefined,
): Promise<MessageOf<Kind>> {
  const errors: string[] = [];
  host.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  let answer: MessageOf<Kind> | undefined;
  for await (const line of createInterface({ input: host.stdout })) {
    const message = JSON.parse(line) as HostMessage;
    if (message.kind === 'event') onEvent(message);
    else if (message.kind === 'error') throw errorOf(message);
    else if (message.kind === kind) answer = message as MessageOf<Kind>;
  }
  if (answer !== undefined) return answer;
  throw new Error(`The host program ended without an answer. ${errors.join('').trim()}`);
}

async function answerConfirmation(
  host: HostProcess,
  deployment: string,
  confirm: () => Promise<boolean>,
): Promise<void> {
  const isConfirmed = await confirm().catch(() => false);
  host.stdin.end(isConfirmed ? `${JSON.stringify({ confirm: deployment })}\n` : '');
}

function errorOf({ code, message, remedy }: MessageOf<'error'>): UserError | Error {
  if (!(code in REASON_CODES)) return new Error(message);
  return new UserError({ code: code as ReasonCode, message, remedy });
}
