import { created, found, nothing, ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import { pageOf } from '../page.ts';
import { showCommit, showGitCommit } from '../show-commit.ts';
import { apiUrl, type World } from '../world.ts';

export const gitRoutes: Routes = {
  async 'GET /git/ref/{ref}'({ world, params }) {
    const ref = `refs/${params['ref'] ?? ''}`;
    const known = (await world.git.refs(ref)).find((each) => each.ref === ref);
    return ok(showRef(world, found(known)));
  },
  async 'GET /git/matching-refs/{ref}'({ world, params }) {
    const refs = await world.git.refs(`refs/${params['ref'] ?? ''}`);
    return ok(refs.map((each) => showRef(world, each)));
  },
  'POST /git/refs': addRef,
  'PATCH /git/refs/{ref}': moveRef,
  'DELETE /git/refs/{ref}': removeRef,
  async 'GET /git/commits/{commit_sha}'({ world, params }) {
    return ok(showGitCommit(world, found(await world.git.commit(params['commit_sha'] ?? ''))));
  },
  async 'GET /branches/{branch}'({ world, params }) {
    const name = params['branch'] ?? '';
    const commit = found(await world.git.commit(found(await world.git.resolve(`refs/heads/${name}`))));
    return ok({ name, commit: showCommit(world, commit), protected: world.rulesets.length > 0 });
  },
  async 'GET /tags'(asked) {
    const tags = await asked.world.git.refs('refs/tags/');
    const shown = tags.map(({ ref, sha }) => ({
      name: ref.replace('refs/tags/', ''),
      commit: { sha, url: apiUrl(asked.world, `/commits/${sha}`) },
    }));
    return pageOf(asked, shown.toReversed());
  },
};

function showRef(world: World, { ref, sha }: { ref: string; sha: string }): object {
  return {
    ref,
    node_id: `R_${ref}`,
    url: apiUrl(world, `/git/${ref}`),
    object: { type: 'commit', sha, url: apiUrl(world, `/git/commits/${sha}`) },
  };
}

async function addRef({ world, caller, body }: Asked): Promise<Answer> {
  const { ref, sha } = body as { ref: string; sha: string };
  if (!/^refs\/[^/]+\/.+/.test(ref))
    throw new Refusal(422, 'Reference name must start with refs and have two slashes');
  if ((await world.git.commit(sha)) === undefined) throw new Refusal(422, 'Object does not exist');
  if ((await world.git.refs(ref)).some((each) => each.ref === ref))
    throw new Refusal(422, 'Reference already exists');
  await world.git.setRef(ref, sha);
  tellPush(world, { ref, before: '0'.repeat(40), after: sha, by: caller });
  return created(showRef(world, { ref, sha }));
}

/** Only forward, unless forced; and never a published immutable release’s tag. */
async function moveRef({ world, caller, params, body }: Asked): Promise<Answer> {
  const ref = `refs/${params['ref'] ?? ''}`;
  const { sha, force = false } = body as { sha: string; force?: boolean };
  const before = (await world.git.refs(ref)).find((each) => each.ref === ref)?.sha;
  if (before === undefined) throw new Refusal(422, 'Reference does not exist');
  if ((await world.git.commit(sha)) === undefined) throw new Refusal(422, 'Object does not exist');
  checkTag(world, ref);
  if (!force && (await world.git.between(sha, before)).length > 0)
    throw new Refusal(422, 'Update is not a fast forward');
  await world.git.setRef(ref, sha);
  tellPush(world, { ref, before, after: sha, by: caller });
  return ok(showRef(world, { ref, sha }));
}

async function removeRef({ world, params }: Asked): Promise<Answer> {
  const ref = `refs/${params['ref'] ?? ''}`;
  if (!(await world.git.refs(ref)).some((each) => each.ref === ref))
    throw new Refusal(422, 'Reference does not exist');
  checkTag(world, ref);
  await world.git.setRef(ref, undefined);
  return nothing;
}

/** https://docs.github.com/en/code-security/concepts/supply-chain-security/immutable-releases */
function checkTag(world: World, ref: string): void {
  const isHeld = world.releases.some(
    ({ immutable, tag_name }) => immutable && ref === `refs/tags/${tag_name}`,
  );
  if (isHeld) throw new Refusal(422, 'Repository rule violations found\n\nCannot update this protected ref.');
}

export function tellPush(
  world: World,
  { by, ...push }: { ref: string; before: string; after: string; by: Asked['caller'] },
): void {
  world.events.tell({ event: 'push', payload: push, by });
}
