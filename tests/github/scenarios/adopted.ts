import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { adopt } from '../../../actions/src/adoption/adopt.ts';
import { makeReleaseCommit } from '../../../scripts/action-release/release-commit.ts';
import { shopIn, trust, type Shop } from './shop.ts';

const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));

export const PUBLISHED = 'acme/tidegate';

export interface Release {
  /** A repository with the tag v1, as whoever uses the actions has it. */
  readonly folder: string;
  readonly commit: string;
}

/** This repository’s actions as they are released: HEAD, and on top of it a commit with the bundles. */
export async function releaseActions(folder: string): Promise<Release> {
  await execa('git', ['clone', '--quiet', '--shared', CHECKOUT, folder]);
  await mkdir(join(folder, 'actions/dist'), { recursive: true });
  await cp(join(CHECKOUT, 'actions/dist'), join(folder, 'actions/dist'), { recursive: true });
  const commit = await makeReleaseCommit(folder, 'v1.0.0');
  await execa('git', ['tag', 'v1', commit], { cwd: folder });
  return { folder, commit };
}

const LOCK = {
  name: 'films',
  version: '1.0.0',
  lockfileVersion: 3,
  packages: { '': { name: 'films', version: '1.0.0' } },
};

/** Knows nothing of Tidegate: a port of its own, a health route, a page. */
export function server(title: string, status = 200): string {
  return `const { createServer } = require('node:http');
const routes = {
  '/': () => ({ films: ['${title}'] }),
  '/healthz': () => ({ ok: true }),
};
createServer((request, response) => {
  const route = routes[request.url];
  response.statusCode = route === undefined ? 404 : request.url === '/' ? ${status} : 200;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(route === undefined ? {} : route()));
}).listen(process.env.PORT || 3000);
`;
}

const FILES = {
  '.gitignore': 'node_modules\n.tidegate\n',
  'package.json': JSON.stringify({
    name: 'films',
    version: '1.0.0',
    private: true,
    scripts: { start: 'node server.js' },
  }),
  'package-lock.json': JSON.stringify(LOCK),
  'server.js': server('Playtime'),
};

/** Somebody’s service, adopted; its workflows trust these roots. */
export async function openAdopted(
  folder: string,
  { roots, ref }: { roots: string; ref: string },
): Promise<Shop> {
  const work = join(folder, 'films');
  await mkdir(work);
  const shop = await shopIn(work);
  await shop.commit('Show films', FILES);
  const wish = { path: work, workspace: undefined, uses: `${PUBLISHED}@${ref}`, checkout: CHECKOUT };
  const adoption = await adopt({ ...wish, note: () => undefined });
  await adoption.write();
  await trust(join(work, '.github/workflows'), roots);
  await shop.commit('Ship by Tidegate', {});
  return shop;
}
