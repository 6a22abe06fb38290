import { readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import type { DeploymentPorts } from '../../actions/src/deployment/ports.ts';
import { runHostProgram } from '../../actions/src/host-program/host-program.ts';
import { realPorts } from '../../actions/src/host-program/ports.ts';

/** Where the host program dies: before, in the midst of, or after the n-th line that it adds to the journal. */
interface Cut {
  readonly line: number;
  readonly when: 'before' | 'within' | 'after';
}

/** The real host program on the real world, but for its death, told by `<root>.cut.json`. */
await runHostProgram((place) => {
  const cut = JSON.parse(readFileSync(`${place.root}.cut.json`, 'utf8')) as Cut;
  return dying(realPorts(place), cut);
});

function dying(ports: DeploymentPorts, cut: Cut): DeploymentPorts {
  let lines = 0;
  return {
    ...ports,
    files: {
      ...ports.files,
      async appendDurably(path, text) {
        lines += 1;
        if (lines === cut.line && cut.when === 'before') die();
        if (lines === cut.line && cut.when === 'within') {
          await appendFile(path, text.slice(0, text.length / 2));
          die();
        }
        await ports.files.appendDurably(path, text);
        if (lines === cut.line) die();
      },
    },
  };
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('is dead');
}
