import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';

const MODULE = fileURLToPath(new URL('./interruption.ts', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A program whose work says what it is told, and ends once it was told if it `obeys`. */
function program(obeys: boolean): { child: ChildProcess; says: (text: string) => Promise<void> } {
  const script = `
    const { untilInterrupted } = await import(${JSON.stringify(MODULE)});
    const alive = setInterval(() => undefined, 1000);
    await untilInterrupted((signal) => new Promise((resolve) => {
      signal.addEventListener('abort', () => { console.log('told'); if (${obeys}) resolve(); });
      console.log('works');
    }));
    console.log('done');
    clearInterval(alive);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let output = '';
  child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
  return {
    child,
    async says(text) {
      while (!output.includes(text)) await once(child.stdout, 'data');
    },
  };
}

describe('work that must not be cut short', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'is told of %s, and ends the program by itself',
    async (signal) => {
      const { child, says } = program(true);
      await says('works');
      child.kill(signal);
      await says('done');
      expect(await once(child, 'exit')).toEqual([0, null]);
    },
  );

  it('is left alone by no second signal: that one ends the program', async () => {
    const { child, says } = program(false);
    await says('works');
    child.kill('SIGINT');
    await says('told');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });
});
