import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SBOM_FILE } from '../artifact/layout.ts';
import { packageApplication, type PackagedArtifact } from '../artifact/package.ts';
import { readPart } from '../artifact/read-part.ts';
import { groupedProgress } from '../pipeline/grouped-progress.ts';
import { loadPolicy } from '../policy/load.ts';
import { done } from '../runner/done.ts';
import { jobOf } from '../runner/job.ts';
import type { Runner } from '../runner/runner.ts';
import type { SummaryPart } from '../runner/summary.ts';
import type { TaskReport } from '../runner/task-action.ts';
import { assertCheckout } from './assert-checkout.ts';
import type { Inputs } from './inputs.ts';

/** Below the checkout, where git ignores it: artifacts are uploaded by their path. */
const STORE = '.tidegate/artifacts';

/** Builds the application once: everything after has this one file, and never builds again. */
export async function pack(given: Inputs, runner: Runner): Promise<TaskReport> {
  const { workspace, commit } = jobOf(runner);
  const root = join(workspace, given['working-directory']);
  const { application } = await loadPolicy(join(root, given.policy));
  await assertCheckout(root, given.commit ?? commit);
  const packaged = await groupedProgress(runner).task('Build and pack the application', (note) =>
    packageApplication({ root, application, store: join(workspace, STORE), progress: note }),
  );
  const { release, digest } = packaged;
  return done({
    summary: `${release.id} is packed: ${digest}.`,
    outputs: {
      digest,
      release: release.id,
      path: join(STORE, digest),
      sbom: await writeSbom(workspace, packaged),
    },
    parts: partsOf(packaged),
  });
}

async function writeSbom(workspace: string, { path, release }: PackagedArtifact): Promise<string> {
  const folder = '.tidegate/sbom';
  await mkdir(join(workspace, folder), { recursive: true });
  const sbom = join(folder, `${release.id}.cdx.json`);
  await writeFile(join(workspace, sbom), await readPart(path, SBOM_FILE));
  return sbom;
}

function partsOf({ release, digest, bytes, manifest }: PackagedArtifact): SummaryPart[] {
  const rows = [
    ['release', release.id],
    ['sha256', digest],
    ['commit', release.commit],
    ['size', `${Math.round(bytes / 1024)} KiB, ${manifest.files.length} files`],
    ['migrations', manifest.migrations.length === 0 ? 'none' : String(manifest.migrations.length)],
    ['Node.js', String(manifest.nodeMajor)],
  ];
  const files = manifest.files.toSorted((a, b) => b.bytes - a.bytes);
  return [
    { kind: 'table', head: ['artifact', ''], rows, of: 'facts' },
    {
      kind: 'table',
      head: ['part', 'bytes', 'sha256'],
      rows: files.map((file) => [file.path, String(file.bytes), file.sha256.slice(0, 12)]),
      of: 'parts',
    },
  ];
}
