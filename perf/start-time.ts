import { tmpdir } from 'node:os';
import { execa } from 'execa';

/** Runs a program from its start to its end, in milliseconds. Throws when it ends otherwise than it must. */
export async function timeStart(
  program: string,
  expected: {
    readonly variables: Readonly<Record<string, string>>;
    readonly exitCode: number;
    /** What its output must have. */
    readonly says?: string;
  },
): Promise<number> {
  const began = performance.now();
  const ended = await execa(process.execPath, [program], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], ...expected.variables },
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
  });
  const took = performance.now() - began;
  if (ended.exitCode !== expected.exitCode || !ended.all.includes(expected.says ?? '')) {
    throw new Error(
      `Expected ${program} to end with ${expected.exitCode}; ended with ${String(ended.exitCode)}:\n${ended.all}`,
    );
  }
  return took;
}
