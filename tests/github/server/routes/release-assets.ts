import { createHash } from 'node:crypto';
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
import { signedUrl } from '../blobs.ts';
import { pageOf } from '../page.ts';
import { showAsset } from '../show-release.ts';
import type { Asset, Release } from '../things.ts';
import { releaseIn } from './releases.ts';

const ONE = '/releases/assets/{asset_id}';
const MOST_ASSETS = 1000;

export const releaseAssetRoutes: Routes = {
  'GET /releases/{release_id}/assets'(asked) {
    const { id } = releaseIn(asked);
    const assets = asked.world.assets.filter(({ release }) => release === id);
    return pageOf(
      asked,
      assets.map((asset) => showAsset(asked.world, asset)),
    );
  },
  'POST /releases/{release_id}/assets': upload,
  [`GET ${ONE}`]: getAsset,
  [`PATCH ${ONE}`](asked) {
    const asset = assetIn(asked);
    checkOpen(releaseOf(asked, asset));
    const { name, label } = (asked.body ?? {}) as { name?: string; label?: string };
    asset.name = name ?? asset.name;
    asset.label = label ?? asset.label;
    return ok(showAsset(asked.world, asset));
  },
  [`DELETE ${ONE}`](asked) {
    const asset = assetIn(asked);
    checkOpen(releaseOf(asked, asset));
    asked.world.assets.splice(asked.world.assets.indexOf(asset), 1);
    return nothing;
  },
};

function assetIn({ world, params }: Asked): Asset {
  return found(world.assets.find(({ id }) => id === Number(params['asset_id'])));
}

function releaseOf({ world }: Asked, asset: Asset): Release {
  return found(world.releases.find(({ id }) => id === asset.release));
}

/** https://docs.github.com/en/code-security/concepts/supply-chain-security/immutable-releases */
function checkOpen({ immutable }: Release): void {
  if (immutable) throw new Refusal(422, 'Cannot upload, change or delete assets of an immutable release.');
}

/** Name, type and length come beside the bytes. https://docs.github.com/en/rest/releases/assets#upload-a-release-asset */
function upload(asked: Asked): Answer {
  const { world, caller, query, headers, bytes } = asked;
  const release = releaseIn(asked);
  checkOpen(release);
  const type = headers['content-type'];
  if (typeof type !== 'string') throw new Refusal(400, 'Bad Content-Type');
  if (headers['content-length'] === undefined) throw new Refusal(411, 'Length Required');
  // GitHub puts dots where a name has what it doesn’t take.
  const name = String(query['name']).replaceAll(/[^\w.@+~-]+/g, '.');
  const others = world.assets.filter((asset) => asset.release === release.id);
  if (bytes.length === 0) throw invalid('ReleaseAsset', 'custom', 'size');
  if (others.some((asset) => asset.name === name)) throw invalid('ReleaseAsset', 'already_exists', 'name');
  if (others.length >= MOST_ASSETS) throw invalid('ReleaseAsset', 'custom', 'file_count');
  const asset: Asset = {
    id: world.nextId(),
    release: release.id,
    name,
    label: query['label'] === undefined ? null : String(query['label']),
    content_type: type,
    bytes,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    uploader: caller.login,
    created_at: world.now(),
    downloads: 0,
  };
  world.assets.push(asset);
  return created(showAsset(world, asset));
}

/** Asked for as octet-stream the bytes, by a redirect; else what is known of them. */
function getAsset(asked: Asked): Answer {
  const { world, headers } = asked;
  const asset = assetIn(asked);
  if (headers['accept'] !== 'application/octet-stream') return ok(showAsset(world, asset));
  return {
    status: 302,
    headers: { location: signedUrl(world, { path: `asset/${asset.id}`, seconds: 300 }) },
  };
}
