import { preloaded } from './preloaded.ts';

/**
 * The environment in which each program of ours, and each that it starts, is made to believe that the clock was set by so
 * many milliseconds as soon as the file is there. Nobody may set the machine's own: others use it.
 */
export function withClockSet(file: string, milliseconds: number): Record<string, string> {
  return preloaded(`
    import children from 'node:child_process';
    import { existsSync } from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const { spawn } = children;
    children.spawn = (program, args, options) =>
      spawn(program, program === process.execPath ? ['--import', import.meta.url, ...args] : args, options);
    syncBuiltinESMExports();
    const { now } = Date;
    const told = () => now() + (existsSync(${JSON.stringify(file)}) ? ${milliseconds} : 0);
    globalThis.Date = class extends Date {
      constructor(...parts) {
        super(...(parts.length === 0 ? [told()] : parts));
      }
      static now() {
        return told();
      }
    };
  `);
}
