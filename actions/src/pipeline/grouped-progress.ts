import type { Runner } from '../runner/runner.ts';
import type { Progress } from './progress.ts';

/**
 * Each task as a group of the job's log that can be opened, its ending on a line behind it.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#grouping-log-lines
 */
export function groupedProgress({ say }: Pick<Runner, 'say'>): Progress {
  return {
    async task(title, work, isWell = () => true) {
      const began = performance.now();
      say(`::group::${oneLine(title)}`);
      let ending = 'failed after';
      try {
        const result = await work((text) => {
          for (const line of text.split('\n')) say(`  ${harmless(line)}`);
        });
        if (isWell(result)) ending = 'done in';
        return result;
      } finally {
        say('::endgroup::');
        say(`${oneLine(title)}: ${ending} ${((performance.now() - began) / 1000).toFixed(1)} s`);
      }
    },
    show(text) {
      for (const line of text.split('\n')) say(harmless(line));
    },
  };
}

/** The runner takes a line for a command whatever space stands before its colons. */
function harmless(line: string): string {
  return line.replace(/^\s*::/, ': :');
}

function oneLine(text: string): string {
  return harmless(text.replaceAll(/\s+/g, ' '));
}
