/** Ctrl-C, a cancelled job, and a closed terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work that must not be cut short: the first of these signals asks it to take back what it does and to end, and only
 * a second one of them ends the program.
 */
export async function untilInterrupted<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const interruption = new AbortController();
  function interrupt(signal: NodeJS.Signals): void {
    if (!interruption.signal.aborted) {
      interruption.abort();
      return;
    }
    leave();
    process.kill(process.pid, signal);
  }
  function leave(): void {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    return await work(interruption.signal);
  } finally {
    leave();
  }
}
