import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import picomatch from 'picomatch';
import type { StoredArtifact } from '../server-port.ts';
import type { StandInCall } from '../stand-in.ts';
import { filesIn } from '../zip.ts';

/** https://github.com/actions/download-artifact/blob/main/README.md */
export async function downloadArtifact(call: StandInCall): Promise<Record<string, string>> {
  const { inputs, workspace, log } = call;
  const chosen = await chosenArtifacts(call);
  const folder = resolve(workspace, inputs['path'] ?? '.');
  // One that is named goes straight into the folder; of several each has a folder of its own, unless they are merged.
  const isFlat = inputs['name'] !== undefined || inputs['merge-multiple'] === 'true' || isSingleId(inputs);
  mkdirSync(folder, { recursive: true });
  for (const artifact of chosen) {
    await unpack(call, { artifact, folder: isFlat ? folder : join(folder, artifact.name) });
    log(`Artifact ${artifact.name} was downloaded.`);
  }
  return { 'download-path': folder };
}

async function chosenArtifacts({ inputs, server, job }: StandInCall): Promise<readonly StoredArtifact[]> {
  const all = await server.artifacts.list({ job, ...runOf(inputs) });
  const { name, pattern } = inputs;
  const ids = idsOf(inputs);
  if (name !== undefined) {
    const found = all.filter((each) => each.name === name);
    if (found.length === 0)
      throw new Error(
        `Unable to download artifact(s): Artifact not found for name: ${name}\nPlease ensure that your artifact is not expired and the artifact was uploaded using a compatible version of toolkit/upload-artifact.`,
      );
    return found;
  }
  if (ids.length > 0) {
    const missing = ids.filter((id) => !all.some((each) => each.id === id));
    if (missing.length > 0)
      throw new Error(`Unable to download artifact(s): none has the id ${missing.join(', ')}`);
    return all.filter(({ id }) => ids.includes(id));
  }
  // A pattern that nothing matches is no failure.
  return pattern === undefined ? all : all.filter((each) => picomatch.isMatch(each.name, pattern));
}

/** Without `github-token` the `run-id` is ignored, and this run is searched. */
function runOf(inputs: Readonly<Record<string, string>>): { runId?: number } {
  if ((inputs['github-token'] ?? '') === '' || (inputs['run-id'] ?? '') === '') return {};
  return { runId: Number(inputs['run-id']) };
}

function idsOf(inputs: Readonly<Record<string, string>>): readonly number[] {
  return (inputs['artifact-ids'] ?? '')
    .split(',')
    .filter((id) => id.trim() !== '')
    .map(Number);
}

function isSingleId(inputs: Readonly<Record<string, string>>): boolean {
  return idsOf(inputs).length === 1;
}

async function unpack(
  { server, job, inputs, annotate }: StandInCall,
  { artifact, folder }: { artifact: StoredArtifact; folder: string },
): Promise<void> {
  const { bytes, mimeType } = await server.artifacts.read({ job, id: artifact.id, ...runOf(inputs) });
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (digest !== artifact.digest) mismatch(inputs['digest-mismatch'] ?? 'error', { artifact, annotate });
  const isZip = mimeType === 'application/zip' && inputs['skip-decompress'] !== 'true';
  const files = isZip ? filesIn(bytes) : new Map([[artifact.name, bytes]]);
  for (const [name, content] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

function mismatch(
  how: string,
  { artifact, annotate }: { artifact: StoredArtifact; annotate: StandInCall['annotate'] },
): void {
  const message = `Artifact ${artifact.name} has not the digest that it was uploaded with.`;
  if (how === 'error') throw new Error(message);
  if (how === 'warn') annotate('warning', message);
}
