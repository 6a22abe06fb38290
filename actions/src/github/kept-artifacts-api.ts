import { z } from 'zod';
import { download } from './download.ts';
import { assetName, runArtifactName, type KeptArtifacts } from './kept-artifacts.ts';
import { onlyFileOf } from './only-file.ts';
import { read } from './read.ts';
import { pagesOf, type Api } from './rest.ts';

const artifactsSchema = z.object({
  artifacts: z.array(z.object({ id: z.int(), name: z.string(), expired: z.boolean() })),
});
const releasesSchema = z.array(
  z.object({ tag_name: z.string(), assets: z.array(z.object({ id: z.int(), name: z.string() })) }),
);

/** https://docs.github.com/en/rest/actions/artifacts and …/releases/assets */
export function keptArtifactsApi({
  repository,
  ...given
}: Api & { readonly repository: string }): KeptArtifacts {
  const api: Api = { permission: 'actions: read', ...given };
  const base = `/repos/${repository}`;
  return {
    async ofRuns(release) {
      const name = runArtifactName(release);
      const path = `${base}/actions/artifacts?name=${name}`;
      const found = (await pagesRead(api, path, artifactsSchema)).flatMap(({ artifacts }) => artifacts);
      return found
        .filter((artifact) => artifact.name === name && !artifact.expired)
        .map(({ id }) => ({
          place: `artifact ${id} of a run`,
          async bytes() {
            const archive = await download(api, { path: `${base}/actions/artifacts/${id}/zip` });
            return archive === undefined ? undefined : onlyFileOf(archive);
          },
        }));
    },
    async ofReleases(release) {
      const found = (await pagesRead(api, `${base}/releases`, releasesSchema)).flat();
      return found.flatMap(({ tag_name: tag, assets }) =>
        assets
          .filter(({ name }) => name === assetName(release))
          .map(({ id }) => ({
            place: `asset of the release ${tag}`,
            bytes: () => download(api, { path: `${base}/releases/assets/${id}`, accept: BINARY }),
          })),
      );
    },
  };
}

/** A release’s asset is described unless its bytes are asked for; a run’s artifact refuses to be asked so. */
const BINARY = 'application/octet-stream';

async function pagesRead<Content>(api: Api, path: string, schema: z.ZodType<Content>): Promise<Content[]> {
  const found: Content[] = [];
  for await (const page of pagesOf(api, path)) found.push(read(page, schema, path));
  return found;
}
