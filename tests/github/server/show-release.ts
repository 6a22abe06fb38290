import type { Asset, Release } from './things.ts';
import { apiUrl, pageUrl, showUser, type World } from './world.ts';

export function showRelease(world: World, release: Release): object {
  const { author, ...rest } = release;
  const url = apiUrl(world, `/releases/${release.id}`);
  const page = release.draft ? `untagged-${release.id}` : release.tag_name;
  return {
    url,
    html_url: pageUrl(world, `/releases/tag/${page}`),
    assets_url: `${url}/assets`,
    upload_url: `${world.uploadsUrl}/repos/${world.owner}/${world.repository}/releases/${release.id}/assets{?name,label}`,
    tarball_url: release.draft ? null : apiUrl(world, `/tarball/${release.tag_name}`),
    zipball_url: release.draft ? null : apiUrl(world, `/zipball/${release.tag_name}`),
    node_id: `RE_${release.id}`,
    ...rest,
    author: showUser(world, author),
    assets: world.assets
      .filter((asset) => asset.release === release.id)
      .map((asset) => showAsset(world, asset)),
  };
}

export function showAsset(world: World, asset: Asset): object {
  const { release: releaseId, bytes, uploader, downloads, ...rest } = asset;
  const release = world.releases.find(({ id }) => id === releaseId);
  return {
    url: apiUrl(world, `/releases/assets/${asset.id}`),
    browser_download_url: pageUrl(world, `/releases/download/${release?.tag_name ?? ''}/${asset.name}`),
    node_id: `RA_${asset.id}`,
    ...rest,
    state: 'uploaded',
    size: bytes.length,
    download_count: downloads,
    updated_at: asset.created_at,
    uploader: showUser(world, uploader),
  };
}
