import { readFile } from 'node:fs/promises';
import { isSystemError } from '../errors.ts';
import type { Release } from '../release/release.ts';
import { sectionOf } from './changelog.ts';

/** GitHub takes 125,000 characters; the rest stands in the file. */
const MOST = 100_000;

/** The text of the release, with a mark by which a draft of ours is known again. */
export async function notesFor(release: Release, changelog: string): Promise<string> {
  const section = sectionOf(await readIfThere(changelog), release.version)?.slice(0, MOST);
  const facts = [
    `The artifact is \`${release.id}.tgz\`, sha256 \`${release.digest}\`, built from ${release.commit}.`,
    'Its evidence and its SBOM are attached; `sha256sum --check SHA256SUMS` compares them all.',
  ];
  return [...(section === undefined ? [] : [section]), facts.join('\n'), markOf()].join('\n\n');
}

export function isOurs({ body }: { readonly body: string }): boolean {
  return body.trimEnd().endsWith(markOf());
}

function markOf(): string {
  return '<!-- tidegate: publish-release -->';
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return '';
    throw error;
  }
}
