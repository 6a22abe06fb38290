import { basename } from 'node:path/posix';
import type { HttpAnswer, HttpRequest, Network } from '../../ports/network.ts';
import { systemError } from '../disk/system-error.ts';
import type { Host } from '../host/host.ts';
import type { Program } from '../host/program.ts';
import type { Answer, ReleaseProcess } from '../host/release-process.ts';

const SILENCE: Answer = { kind: 'silence' };
const LONGEST_DELAY_MS = 3000;

/** Asks releases of the program's own host. An answer may be lost, late, or given to a question that was asked twice. */
export function simulatedNetwork(host: Host, program: Program): Network {
  return {
    async ask({ at, path, timeoutMs }: HttpRequest): Promise<HttpAnswer> {
      const place = 'port' in at ? `port ${at.port}` : at.socketPath;
      const [answer, process] = await program.perform(`ask ${place} ${path}`, () => {
        const listener = 'port' in at ? behindTheFront(host) : host.listeners.get(basename(at.socketPath));
        if (listener === undefined) throw systemError('ECONNREFUSED', place);
        return [answerOf(host, listener, path), listener] as const;
      });
      const afterMs = answer.kind === 'silence' ? Infinity : answer.afterMs;
      await program.wait(Math.min(afterMs, timeoutMs));
      if (answer.kind === 'silence' || afterMs > timeoutMs) throw systemError('ABORT_ERR', place);
      if (!process.isAlive) throw systemError('ECONNRESET', place);
      if (answer.readyWorker !== undefined) prove(program, process.instance, answer.readyWorker);
      return { status: answer.status, body: answer.body, milliseconds: afterMs };
    },
  };
}

function behindTheFront(host: Host): ReleaseProcess | undefined {
  return host.isFrontListening ? host.routedProcess() : undefined;
}

function answerOf(host: Host, listener: ReleaseProcess, path: string): Answer {
  const trouble = host.networkTrouble;
  const isTroubled = trouble !== undefined && trouble.until > host.timeline.now && host.random.chance(60);
  if (!isTroubled) return listener.ask(path);
  if (trouble.how === 'drop') return SILENCE;
  const answer = listener.ask(path);
  if (trouble.how === 'double') return listener.ask(path);
  return answer.kind === 'silence'
    ? answer
    : { ...answer, afterMs: answer.afterMs + host.random.integer(LONGEST_DELAY_MS) };
}

function prove(program: Program, instance: string, worker: number): void {
  const workers = program.proofs.get(instance) ?? new Set();
  program.proofs.set(instance, workers.add(worker));
}
