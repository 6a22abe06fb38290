import {
  created,
  found,
  invalid,
  nothing,
  ok,
  Refusal,
  type Answer,
  type Asked,
  type Routes,
} from '../answer.ts';
import { pageOf } from '../page.ts';
import { showRelease } from '../show-release.ts';
import type { Release } from '../things.ts';
import type { Caller } from '../tokens.ts';
import type { World } from '../world.ts';
import { tellPush } from './git.ts';

export const releaseRoutes: Routes = {
  'GET /releases': (asked) =>
    pageOf(
      asked,
      visible(asked)
        .map((each) => showRelease(asked.world, each))
        .toReversed(),
    ),
  'POST /releases': addRelease,
  'GET /releases/latest'({ world }) {
    const published = world.releases.filter(({ draft, prerelease }) => !draft && !prerelease);
    return ok(showRelease(world, found(published.at(-1))));
  },
  // A draft has no tag yet, so it is never found by one.
  'GET /releases/tags/{tag}': ({ world, params }) =>
    ok(
      showRelease(
        world,
        found(world.releases.find((each) => !each.draft && each.tag_name === params['tag'])),
      ),
    ),
  'GET /releases/{release_id}': (asked) => ok(showRelease(asked.world, releaseIn(asked))),
  'PATCH /releases/{release_id}': changeRelease,
  'DELETE /releases/{release_id}'(asked) {
    const { releases } = asked.world;
    releases.splice(releases.indexOf(releaseIn(asked)), 1);
    return nothing;
  },
};

/** Drafts are seen by those who can write. */
function visible({ world, caller }: Asked): Release[] {
  const role = world.users.get(caller.login)?.role;
  const maySeeDrafts =
    caller.kind === 'person'
      ? role === 'admin' || role === 'write'
      : caller.permissions?.['contents'] === 'write';
  return world.releases.filter(({ draft }) => !draft || maySeeDrafts);
}

export function releaseIn(asked: Asked): Release {
  return found(visible(asked).find(({ id }) => id === Number(asked.params['release_id'])));
}

interface Wish {
  readonly tag_name?: string;
  readonly target_commitish?: string;
  readonly name?: string | null;
  readonly body?: string | null;
  readonly draft?: boolean;
  readonly prerelease?: boolean;
}

/** https://docs.github.com/en/rest/releases/releases#create-a-release */
async function addRelease({ world, caller, body }: Asked): Promise<Answer> {
  const wish = body as Wish;
  const tag = wish.tag_name ?? '';
  if (tag === '' || /[\s~^:?*[\\]/.test(tag)) throw invalid('Release', 'invalid', 'tag_name');
  const target = wish.target_commitish ?? world.defaultBranch;
  const sha = (await world.git.resolve(`refs/tags/${tag}`)) ?? (await world.git.resolve(target));
  if (sha === undefined) throw invalid('Release', 'invalid', 'target_commitish');
  await checkWorkflows(world, { sha, caller });
  const release: Release = {
    id: world.nextId(),
    tag_name: tag,
    target_commitish: target,
    name: wish.name ?? null,
    body: wish.body ?? null,
    draft: true,
    prerelease: wish.prerelease ?? false,
    immutable: false,
    author: caller.login,
    created_at: world.now(),
    published_at: null,
  };
  if (wish.draft !== true) await publish(world, { release, caller });
  world.releases.push(release);
  if (!release.draft) tellRelease(world, { release, caller });
  return created(showRelease(world, release));
}

/**
 * A commit whose workflows differ from the default branch’s can’t be released by a job’s token: it has no `workflows` permission.
 * https://docs.github.com/en/rest/releases/releases#create-a-release
 */
async function checkWorkflows(world: World, { sha, caller }: { sha: string; caller: Caller }): Promise<void> {
  if (caller.kind === 'person') return;
  const main = await world.git.resolve(`refs/heads/${world.defaultBranch}`);
  if (main === undefined) return;
  const changed = await world.git.changedFiles(main, sha);
  if (changed.some(({ path }) => path.startsWith('.github/workflows/')))
    throw new Refusal(403, 'Resource not accessible by integration');
}

/** Only now the tag is made. Published where releases are immutable, it stays as it is, and its tag where it is, for ever. */
async function publish(
  world: World,
  { release, caller }: { release: Release; caller: Caller },
): Promise<void> {
  const { tag_name: tag } = release;
  if (world.releases.some((each) => each !== release && !each.draft && each.tag_name === tag))
    throw invalid('Release', 'already_exists', 'tag_name');
  // Of an immutable release that was deleted, too.
  if (world.usedTags.has(tag))
    throw invalid('Release', 'custom', 'tag_name was used by an immutable release');
  const known = await world.git.resolve(`refs/tags/${tag}`);
  const sha = known ?? (await world.git.resolve(release.target_commitish));
  if (sha === undefined) throw invalid('Release', 'invalid', 'target_commitish');
  if (known === undefined) {
    await world.git.setRef(`refs/tags/${tag}`, sha);
    tellPush(world, { ref: `refs/tags/${tag}`, before: '0'.repeat(40), after: sha, by: caller });
  }
  release.draft = false;
  release.published_at = world.now();
  release.immutable = world.settings.immutableReleases;
  if (release.immutable) world.usedTags.add(tag);
}

/** Title and notes of an immutable release may change, nothing else. */
async function changeRelease(asked: Asked): Promise<Answer> {
  const { world, caller } = asked;
  const release = releaseIn(asked);
  const wish = (asked.body ?? {}) as Wish;
  const moves = wish.tag_name !== undefined && wish.tag_name !== release.tag_name;
  if (release.immutable && (moves || wish.draft === true))
    throw new Refusal(422, 'Cannot modify an immutable release');
  const fields = ['name', 'body', 'prerelease', 'tag_name', 'target_commitish'] as const;
  for (const field of fields) if (wish[field] !== undefined) Object.assign(release, { [field]: wish[field] });
  if (release.draft && wish.draft === false) {
    await publish(world, { release, caller });
    tellRelease(world, { release, caller });
  }
  return ok(showRelease(world, release));
}

function tellRelease(world: World, { release, caller }: { release: Release; caller: Caller }): void {
  world.events.tell({
    event: 'release',
    action: 'published',
    payload: { release: showRelease(world, release) },
    by: caller,
  });
}
