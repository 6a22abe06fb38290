import { debug, error, notice, saveState, setOutput, setSecret, summary, warning } from '@actions/core';
import type { Annotation } from './annotations.ts';

/** What GitHub’s runner offers a step, and nothing more: a test or another runner can stand in for it. */
export interface Runner {
  readonly variables: Readonly<Record<string, string | undefined>>;
  say(line: string): void;
  /** Keeps the value out of everything that is printed from here on. */
  mask(value: string): void;
  annotate(annotation: Annotation): void;
  setOutput(name: string, value: string): void;
  /** For the action's own step after the job, which finds it as the variable `STATE_<name>`. */
  saveState(name: string, value: string): void;
  /** Markdown for the job's page; without one, on a machine that is no runner, nothing. */
  writeSummary(markdown: string): Promise<void>;
  /** For us alone, when a run has debugging switched on. */
  debug(text: string): void;
}

const COMMANDS = { error, warning, notice } as const;

export function systemRunner(variables: Runner['variables']): Runner {
  return {
    variables,
    say: (line) => process.stdout.write(`${line}\n`),
    mask: setSecret,
    annotate({ kind, message, title, file, line, endLine }) {
      COMMANDS[kind](message, {
        ...(title === undefined ? {} : { title }),
        ...(file === undefined ? {} : { file }),
        ...(line === undefined ? {} : { startLine: line }),
        ...(endLine === undefined ? {} : { endLine }),
      });
    },
    setOutput: (name, value) => {
      setOutput(name, value);
    },
    saveState: (name, value) => {
      saveState(name, value);
    },
    async writeSummary(markdown) {
      if ((variables['GITHUB_STEP_SUMMARY'] ?? '') === '') return;
      await summary.addRaw(markdown, true).write();
    },
    debug,
  };
}
