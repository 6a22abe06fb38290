import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ContractVariable } from '../configuration/facts.ts';
import { declaredVariables } from '../contract/ask-contract.ts';
import { UserError } from '../errors.ts';
import { systemFiles } from '../ports/files.ts';
import type { Digest } from '../release/release.ts';
import type { Inputs } from './inputs.ts';

/** The contract to look by: what it declares, and the program that it is. */
export interface Contract {
  readonly program: string;
  readonly variables: readonly ContractVariable[];
  /** Removes what was unpacked for it. */
  readonly close: () => Promise<void>;
}

/** One that declares nothing where the step names none: nothing can be looked at by it. */
export async function contractOf(inputs: Inputs, scratch: string | undefined): Promise<Contract> {
  const { artifact, contract, 'artifact-digest': digest, 'working-directory': root } = inputs;
  if (artifact !== undefined && digest !== undefined)
    return contractIn({ archive: resolve(root, artifact), digest, scratch: scratch ?? tmpdir() });
  if (contract === undefined) return { program: '', variables: [], close: () => Promise.resolve() };
  const program = resolve(root, contract);
  return { program, variables: await declaredVariables(program), close: () => Promise.resolve() };
}

/** `UserError` digest-mismatch, or artifact-unreadable for whatever else keeps an artifact from being opened. */
async function contractIn(wish: { archive: string; digest: Digest; scratch: string }): Promise<Contract> {
  // What unpacks is loaded where there is an artifact alone.
  const { openArtifact } = await import('../artifact/open.ts');
  const folder = await mkdtemp(join(wish.scratch, 'tg-config-'));
  const into = join(folder, 'release');
  function close(): Promise<void> {
    return systemFiles.removeTree(folder);
  }
  try {
    const { checkConfig, contract } = await openArtifact({
      archive: wish.archive,
      digest: wish.digest,
      into,
    });
    return { program: join(into, checkConfig), variables: contract.variables, close };
  } catch (cause) {
    await close();
    if (!(cause instanceof UserError) || cause.code === 'digest-mismatch') throw cause;
    const { message, remedy } = cause;
    throw new UserError({ code: 'artifact-unreadable', message, remedy, cause });
  }
}
