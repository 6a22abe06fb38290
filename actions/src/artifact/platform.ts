import { UserError } from '../errors.ts';
import type { Manifest } from './manifest.ts';

/** `UserError` platform-mismatch when this machine's platform or Node.js can't run the artifact. */
export function assertRunsHere({ platform, nodeMajor }: Manifest): void {
  const here = `${process.platform}-${process.arch}`;
  if (platform !== 'any' && platform !== here) {
    throw mismatch(`The artifact was built for ${platform}, and this is ${here}.`, `Build it on ${here}.`);
  }
  if (Number(process.versions.node.split('.')[0]) < nodeMajor) {
    throw mismatch(
      `The artifact needs Node.js ${nodeMajor} or newer, and this is ${process.versions.node}.`,
      `Install Node.js ${nodeMajor} on this machine.`,
    );
  }
}

function mismatch(message: string, remedy: string): UserError {
  return new UserError({ code: 'platform-mismatch', message, remedy });
}
