import { found, nothing, ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import { signedUrl } from '../blobs.ts';
import { wrappedPageOf } from '../page.ts';
import { isExpired, showArtifact } from '../show-run.ts';
import type { Artifact } from '../things.ts';

/** The archive’s address is valid for one minute. https://docs.github.com/en/rest/actions/artifacts#download-an-artifact */
const VALID_SECONDS = 60;

export const artifactRoutes: Routes = {
  'GET /actions/artifacts': (asked) => list(asked, () => true),
  'GET /actions/runs/{run_id}/artifacts': (asked) =>
    list(asked, ({ run }) => run === Number(asked.params['run_id'])),
  'GET /actions/artifacts/{artifact_id}': (asked) => ok(showArtifact(asked.world, artifactIn(asked))),
  'DELETE /actions/artifacts/{artifact_id}'(asked) {
    const { artifacts } = asked.world;
    artifacts.splice(artifacts.indexOf(artifactIn(asked)), 1);
    return nothing;
  },
  'GET /actions/artifacts/{artifact_id}/{archive_format}': redirect,
};

/** Newest first, those that expired among them. */
function list(asked: Asked, isOf: (artifact: Artifact) => boolean): Answer {
  const { world, query } = asked;
  const chosen = world.artifacts.filter(
    (each) => each.isFinal && isOf(each) && (query['name'] === undefined || query['name'] === each.name),
  );
  return wrappedPageOf(asked, 'artifacts', chosen.map((each) => showArtifact(world, each)).toReversed());
}

function artifactIn({ world, params }: Asked): Artifact {
  return found(world.artifacts.find(({ id, isFinal }) => isFinal && id === Number(params['artifact_id'])));
}

function redirect(asked: Asked): Answer {
  const { world, params, headers } = asked;
  const artifact = artifactIn(asked);
  // It is a redirect that is answered, and not the bytes: asking for these is refused.
  if (headers['accept'] === 'application/octet-stream')
    throw new Refusal(
      415,
      "Unsupported 'Accept' header: 'application/octet-stream'. Must accept 'application/json'.",
    );
  if (params['archive_format'] !== 'zip') throw new Refusal(422, 'archive_format must be zip');
  if (isExpired(world, artifact)) throw new Refusal(410, 'Artifact has expired');
  return {
    status: 302,
    headers: { location: signedUrl(world, { path: `artifact/${artifact.id}`, seconds: VALID_SECONDS }) },
  };
}
