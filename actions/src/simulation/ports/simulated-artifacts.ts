import { dirname, join } from 'node:path/posix';
import { UserError } from '../../errors.ts';
import type { Artifacts } from '../../deployment/ports.ts';
import type { Files } from '../../ports/files.ts';
import type { Host } from '../host/host.ts';
import type { Program } from '../host/program.ts';
import type { SimulatedRelease } from '../releases.ts';

interface Surroundings {
  readonly host: Host;
  readonly program: Program;
  readonly files: Files;
  readonly releases: readonly SimulatedRelease[];
}

/** Unpacks as artifact/unpack.ts does: every file and folder is synced before the release is said to be there. */
export function simulatedArtifacts({ host, program, files, releases }: Surroundings): Artifacts {
  return {
    async open({ archive, digest, into }) {
      const found = await program.perform(`open ${archive}`, () =>
        releases.find(({ release }) => release.digest === digest),
      );
      if (found === undefined) throw unknown(archive);
      await files.makeFolder(into);
      const folders = new Set([into]);
      for (const [path, text] of found.files) {
        const folder = dirname(join(into, path));
        if (!folders.has(folder)) await files.makeFolder(folder);
        folders.add(folder);
        await files.writeDurably(join(into, path), text, 0o444);
      }
      for (const folder of folders) await files.syncFolder(folder);
      return found.manifest;
    },
    damages: (folder) => program.perform(`verify ${folder}`, () => damagesIn(host, releases, folder)),
  };
}

function damagesIn(host: Host, releases: readonly SimulatedRelease[], folder: string): readonly string[] {
  const expected = releases.find(({ release }) => folder.endsWith(`/${release.id}`));
  if (expected === undefined) return ['manifest.json is missing'];
  return [...expected.files].flatMap(([path, text]) => {
    const found = host.disk.find(join(folder, path));
    return found?.kind === 'file' && found.bytes.toString() === text ? [] : [`${path} is not as listed`];
  });
}

function unknown(archive: string): UserError {
  return new UserError({ code: 'unknown-artifact', message: `${archive} is unknown.`, remedy: 'Build it.' });
}
