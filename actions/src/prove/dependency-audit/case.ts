import { writeFiles } from './projects.ts';
import type { Plant } from '../plant.ts';
import { startRegistry, type Behaviour } from './registry.ts';

interface Case extends Pick<Plant, 'defect' | 'verdict' | 'reasonCode' | 'rows'> {
  /** Files of the workspace; objects are JSON. */
  readonly files?: Readonly<Record<string, string | object>>;
  /** What files alone can’t say. */
  readonly prepare?: (workspace: string) => Promise<void>;
  /** As under `with:`. */
  readonly given?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  /** How the registry answers; by default it knows all advisories, and answers well. */
  readonly registry?: Behaviour;
}

/** A case with a registry of its own on the loopback, which npm’s own variable names. */
export function plantOf({
  files = {},
  prepare,
  given = {},
  variables = {},
  registry,
  ...facts
}: Case): Plant {
  return {
    action: 'dependency-audit',
    ...facts,
    async arrange(workspace) {
      await writeFiles(workspace, files);
      await prepare?.(workspace);
      const server = await startRegistry(registry);
      // No settings of whoever runs this.
      const home = { HOME: workspace };
      return {
        inputs: given,
        variables: { npm_config_registry: server.url, ...home, ...variables },
        close: () => server.close(),
      };
    },
  };
}

/** Days from today as `2027-01-31`. */
export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
