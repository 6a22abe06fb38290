import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import module from 'node:module';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { newToken } from '../deployment/confirmation.ts';
import { failureOf } from '../deployment/failure.ts';
import type { DeploymentPorts } from '../deployment/ports.ts';
import { UserError } from '../errors.ts';
import type { AnswerLine, HostCommand, HostMessage, HostPlace } from '../host-program/protocol.ts';
import { readJournal } from '../ledger/journal.ts';
import { REASON_CODES, type ReasonCode } from '../reason-codes.ts';
import type { HostConnection } from './host-connection.ts';

type MessageOf<Kind extends HostMessage['kind']> = Extract<HostMessage, { kind: Kind }>;
type HostProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * The host program as a child process, in a session of its own: it lives on when its caller is killed. What only reads
 * needs no such life, and is done here: most of it would be the start of a process.
 */
export function localHost(place: HostPlace, program: string): HostConnection {
  return {
    async deploy(order, { onEvent, confirm, signal }) {
      const { token, hash } = newToken();
      const host = startHost(program, { command: 'deploy', place, request: { ...order, confirmHash: hash } });
      function abandon(): void {
        send(host, { abandon: true });
      }
      signal?.addEventListener('abort', abandon);
      if (signal?.aborted === true) abandon();
      const answer = answerOf(host, 'deployed', ({ event }) => {
        onEvent(event);
        if (event.kind === 'awaiting-confirmation') void answerConfirmation(host, token, confirm);
      });
      try {
        return (await answer.catch(halfWay)).result;
      } catch (error) {
        abandon();
        throw error;
      } finally {
        signal?.removeEventListener('abort', abandon);
        host.stdin.end();
      }
    },
    async abandon(deployment) {
      await answerOf(startHost(program, { command: 'abandon', place, deployment }), 'answered');
    },
    async observe(wish) {
      const { observe } = await import('../host-program/observe.ts');
      return look(place, (ports) => observe(ports, wish));
    },
    ledger: () => look(place, ({ files, layout }) => readJournal({ files, path: layout.journal })),
    async stop() {
      return (await answerOf(startHost(program, { command: 'stop', place }), 'stopped')).names;
    },
    async resume(limits) {
      return (await answerOf(startHost(program, { command: 'resume', place, limits }), 'resumed')).resumed;
    },
    async rehearse(request) {
      return (await answerOf(startHost(program, { command: 'rehearse', place, request }), 'rehearsed'))
        .rehearsal;
    },
    async saved() {
      return (await answerOf(startHost(program, { command: 'saved', place }), 'saved')).saved;
    },
    async restore(wish) {
      return (await answerOf(startHost(program, { command: 'restore', place, ...wish }), 'restored'))
        .restored;
    },
    async clear(wish) {
      return (await answerOf(startHost(program, { command: 'clear', place, ...wish }), 'cleared')).release;
    },
  };
}

/** A look at the host, by the code that answers in the host program too. */
async function look<T>(place: HostPlace, read: (ports: DeploymentPorts) => Promise<T>): Promise<T> {
  // Loaded by the first look: many commands and actions take none.
  const { realPorts } = await import('../host-program/ports.ts');
  try {
    return await read(realPorts(place));
  } catch (error) {
    const { code, message, findings } = failureOf(error);
    if (code === 'internal-error') throw error;
    throw new UserError({ code, message, remedy: findings[0]?.remedy ?? '', cause: error });
  }
}

/** It has the compile cache of whoever starts it: a good part of what it costs is its start. */
function startHost(program: string, command: HostCommand): HostProcess {
  const cache = module.getCompileCacheDir();
  const child = spawn(process.execPath, [program], {
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '', ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: cache }) },
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
    const message = messageIn(line);
    if (message.kind === 'event') onEvent(message);
    else if (message.kind === 'error') throw errorOf(message);
    else if (message.kind === kind) answer = message as MessageOf<Kind>;
  }
  if (answer !== undefined) return answer;
  const signal = await signalThatEnded(host);
  if (signal !== null) throw lost(signal);
  throw new Error(`The host program ended without an answer. ${errors.join('').trim()}`);
}

async function signalThatEnded(host: HostProcess): Promise<NodeJS.Signals | null> {
  if (host.exitCode === null && host.signalCode === null) await once(host, 'exit');
  return host.signalCode;
}

function lost(signal: NodeJS.Signals): UserError {
  return new UserError({
    code: 'host-lost',
    message: `The program on the host was ended by ${signal} before it gave an answer.`,
    remedy: 'Run the same command again: it first puts right what was left half-way.',
  });
}

/** One release serves, recorded or not: nobody can say that nothing was changed. */
function halfWay(error: unknown): Pick<MessageOf<'deployed'>, 'result'> {
  if (!(error instanceof UserError && error.code === 'host-lost')) throw error;
  const { code, message, remedy } = error;
  const findings = [{ code, message, remedy }];
  const timings = { totalMs: 0, steps: {} };
  const unknown = { live: null, previous: null };
  return { result: { outcome: 'frozen', reasonCode: code, summary: message, findings, timings, ...unknown } };
}

/** The program is our own, so its messages are believed; a line that is none may hold anything and is not repeated. */
function messageIn(line: string): HostMessage {
  const message = parseJson(line);
  if (typeof message === 'object' && message !== null && 'kind' in message) return message as HostMessage;
  throw new Error('The host program wrote a line to its standard output that is no message.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function answerConfirmation(
  host: HostProcess,
  token: string,
  confirm: () => Promise<boolean>,
): Promise<void> {
  let isConfirmed = false;
  try {
    isConfirmed = await confirm();
  } catch {
    // Whoever can't tell confirms nothing.
  }
  send(host, isConfirmed ? { confirm: token } : { abandon: true });
}

/** A host that is gone by now hears nothing: what it ended with is known already. */
function send({ stdin }: HostProcess, answer: AnswerLine): void {
  if (!stdin.writableEnded) stdin.write(`${JSON.stringify(answer)}\n`);
}

function errorOf({ code, message, remedy }: MessageOf<'error'>): UserError | Error {
  if (!(code in REASON_CODES)) return new Error(message);
  return new UserError({ code: code as ReasonCode, message, remedy });
}
