import type { Desk, Frame } from './desk.ts';
import { evaluate, isTrue, type Setting, type Status } from './evaluate.ts';
import type { Plain } from './value.ts';

/** What a step's expressions see. */
export function stepSetting(desk: Desk, frame: Frame, own: Readonly<Record<string, string>> = {}): Setting {
  const { machine } = desk.order;
  const status = statusOf(desk, frame);
  return {
    status,
    workspace: machine.workspace,
    contexts: {
      ...frame.contexts,
      env: { ...desk.environment, ...frame.environment, ...own },
      steps: frame.steps,
      job: { status: status.cancelled ? 'cancelled' : status.failure ? 'failure' : 'success' },
      runner: runnerContext(desk),
    },
  };
}

/** Of the job so far; in a composite action of the action so far. A cancelled job has neither succeeded nor failed. */
export function statusOf(desk: Desk, frame: Frame): Status {
  const cancelled = desk.order.signal.aborted;
  return { cancelled, success: !cancelled && !frame.hasFailed, failure: !cancelled && frame.hasFailed };
}

export function isMet(condition: string, setting: Setting): boolean {
  return isTrue(evaluate(condition, setting));
}

function runnerContext({ order: { machine } }: Desk): Plain {
  return {
    os: 'Linux',
    arch: process.arch === 'arm64' ? 'ARM64' : 'X64',
    name: machine.name,
    temp: machine.temporary,
    environment: machine.isPersistent ? 'self-hosted' : 'github-hosted',
    debug: '',
  };
}
