import { join } from 'node:path';
import type { EnvironmentState, KnownRelease } from '../ledger/state.ts';
import { stopOthers } from './repair.ts';
import type { Run } from './run.ts';

/** After the confirmation: the release that served before drains and stops, and old releases leave the disk. */
export async function retire(run: Run, state: EnvironmentState): Promise<void> {
  await stopOthers(run.ports, run.candidate);
  await prune(run, state);
}

/** The live one and the newest good ones stay, with their configurations; nothing that could be gone back to is taken away. */
async function prune({ ports, request, candidate }: Run, state: EnvironmentState): Promise<void> {
  const { files, layout } = ports;
  const kept = [...state.releases]
    .sort((a, b) => worth(b) - worth(a))
    .slice(0, request.limits.keepReleases)
    .map(({ served }) => served)
    .concat(candidate.served);
  const releases = new Set(kept.map(({ release }) => release.id));
  const configurations = new Set(kept.map(({ configHash }) => `${configHash}.env`));
  for (const name of await files.list(layout.releases)) {
    if (!releases.has(name)) await files.removeTree(join(layout.releases, name));
  }
  for (const name of await files.list(layout.config)) {
    if (!configurations.has(name)) await files.unlink(join(layout.config, name));
  }
}

function worth({ mark, order }: KnownRelease): number {
  return mark === 'good' ? 1_000_000 + order : order;
}
