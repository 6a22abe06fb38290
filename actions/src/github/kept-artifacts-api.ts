import { z } from 'zod';
import type { Release } from '../release/release.ts';
import { download } from './download.ts';
import {
  assetName,
  evidenceAssetName,
  runArtifactName,
  type KeptArtifact,
  type KeptArtifacts,
} from './kept-artifacts.ts';
import { read } from './read.ts';
import { pagesOf, type Api } from './rest.ts';
import { onlyFileOf, textsOf } from './zip-files.ts';

const artifactsSchema = z.object({
  artifacts: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      expired: z.boolean(),
      workflow_run: z.object({ id: z.int() }).nullish(),
    }),
  ),
});
const releasesSchema = z.array(
  z.object({ tag_name: z.string(), assets: z.array(z.object({ id: z.int(), name: z.string() })) }),
);
type RunArtifact = z.output<typeof artifactsSchema>['artifacts'][number];

/** As the workflows call what their gates left. */
const EVIDENCE = 'evidence-';

/** https://docs.github.com/en/rest/actions/artifacts and …/releases/assets */
export function keptArtifactsApi({
  repository,
  ...given
}: Api & { readonly repository: string }): KeptArtifacts {
  const api: Api = { permission: 'actions: read', ...given };
  const base = `/repos/${repository}`;
  async function artifactsAt(path: string): Promise<readonly RunArtifact[]> {
    const found = (await pagesRead(api, path, artifactsSchema)).flatMap(({ artifacts }) => artifacts);
    return found.filter(({ expired }) => !expired);
  }
  async function withFile(release: Pick<Release, 'digest'>): Promise<readonly RunArtifact[]> {
    const name = runArtifactName(release);
    const found = await artifactsAt(`${base}/actions/artifacts?name=${name}`);
    return found.filter((artifact) => artifact.name === name);
  }
  async function assetsNamed(wanted: string): Promise<readonly KeptArtifact[]> {
    const found = (await pagesRead(api, `${base}/releases`, releasesSchema)).flat();
    return found.flatMap(({ tag_name: tag, assets }) =>
      assets
        .filter(({ name }) => name === wanted)
        .map(({ id }) => ({
          place: `asset of the release ${tag}`,
          bytes: () => download(api, { path: `${base}/releases/assets/${id}`, accept: BINARY }),
        })),
    );
  }
  function archiveOf({ id }: RunArtifact): Promise<Buffer | undefined> {
    return download(api, { path: `${base}/actions/artifacts/${id}/zip` });
  }
  return {
    async ofRuns(release) {
      return (await withFile(release)).map((artifact) => ({
        place: `artifact ${artifact.id} of a run`,
        async bytes() {
          const archive = await archiveOf(artifact);
          return archive === undefined ? undefined : onlyFileOf(archive);
        },
      }));
    },
    ofReleases: (release) => assetsNamed(assetName(release)),
    async evidence(release) {
      const [asset] = await assetsNamed(evidenceAssetName(release));
      const lines = (await asset?.bytes())?.toString('utf8').split('\n');
      if (lines !== undefined) return lines.flatMap(parsed);
      const [kept] = await withFile(release);
      if (typeof kept?.workflow_run?.id !== 'number') return [];
      const all = await artifactsAt(`${base}/actions/runs/${kept.workflow_run.id}/artifacts`);
      const archives = await Promise.all(all.filter(({ name }) => name.startsWith(EVIDENCE)).map(archiveOf));
      return archives.flatMap((archive) => (archive === undefined ? [] : textsOf(archive))).flatMap(parsed);
    },
  };
}

/** A release’s asset is described unless its bytes are asked for; a run’s artifact refuses to be asked so. */
const BINARY = 'application/octet-stream';

function parsed(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

async function pagesRead<Content>(api: Api, path: string, schema: z.ZodType<Content>): Promise<Content[]> {
  const found: Content[] = [];
  for await (const page of pagesOf(api, path)) found.push(read(page, schema, path));
  return found;
}
