import type { AdaptedService } from '../policy/schema.ts';
import type { RepositoryFacts } from './facts.ts';

export type Shipping = Pick<AdaptedService, 'arguments' | 'nodeFlags' | 'build' | 'built' | 'leaveOut'>;

/** What a running service never reads. */
const NEVER_RUN = ['test', 'tests', '__tests__', 'docs', 'doc', 'examples', 'example', 'coverage'];

/** How the service is started, built and shipped. */
export function decideShipping(facts: RepositoryFacts): Shipping {
  const { start } = facts;
  return {
    arguments: [...(start?.arguments ?? [])],
    nodeFlags: [...(start?.nodeFlags ?? [])],
    ...decideBuild(facts),
    leaveOut: NEVER_RUN.filter((folder) => isLeftOut(folder, facts)).map((folder) => `${folder}/**`),
  };
}

function decideBuild(facts: RepositoryFacts): Pick<Shipping, 'build' | 'built'> {
  const { start, entry = '', packageFile, ignored, files } = facts;
  const isBuilt = !entry.startsWith('node_modules/') && !files.has(entry);
  const script = start?.before.find((name) => /build|compile/.test(name)) ?? 'build';
  const build = script in packageFile.scripts && (isBuilt || ignored.length > 0) ? script : undefined;
  return { build, built: isBuilt || build !== undefined ? [...ignored] : [] };
}

function isLeftOut(folder: string, { entry, files }: RepositoryFacts): boolean {
  if (entry?.startsWith(`${folder}/`) === true) return false;
  return [...files].some((path) => path.startsWith(`${folder}/`));
}
