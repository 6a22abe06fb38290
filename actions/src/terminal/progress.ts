import { Listr } from 'listr2';
import type { Writable } from 'node:stream';
import type { Progress } from '../pipeline/progress.ts';

/** Spinners on a terminal. */
export function interactiveProgress(): Progress {
  return {
    async task(title, work, isWell = () => true) {
      let result: { value: Awaited<ReturnType<typeof work>> } | undefined;
      let failure: unknown;
      await new Listr(
        [
          {
            title,
            task: async (_context, task) => {
              try {
                const value = await work((text) => {
                  task.output = text;
                  task.title = `${title} · ${text}`;
                });
                result = { value };
              } catch (error) {
                failure = error;
              }
              // Only to show a cross: what is returned or thrown is decided below.
              if (result === undefined || !isWell(result.value)) throw new Error(task.title);
            },
          },
        ],
        { exitOnError: false },
      ).run();
      if (result === undefined) throw failure;
      return result.value;
    },
    show(text) {
      process.stdout.write(`${text}\n`);
    },
  };
}

/** One line for each thing that happens: for CI, for pipes, and beside `--json`. */
export function plainProgress(out: Writable): Progress {
  return {
    async task(title, work, isWell = () => true) {
      const began = performance.now();
      out.write(`${title}\n`);
      try {
        const result = await work((text) => out.write(`  ${text}\n`));
        out.write(`  ${isWell(result) ? 'done in' : 'failed after'} ${seconds(began)}\n`);
        return result;
      } catch (error) {
        out.write(`  failed after ${seconds(began)}\n`);
        throw error;
      }
    },
    show(text) {
      out.write(`${text}\n`);
    },
  };
}

function seconds(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}
