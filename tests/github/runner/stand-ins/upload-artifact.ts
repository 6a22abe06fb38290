import { globSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { StandInCall } from '../stand-in.ts';
import { zipOf } from '../zip.ts';

/** https://github.com/actions/upload-artifact/blob/main/README.md */
export async function uploadArtifact(call: StandInCall): Promise<Record<string, string>> {
  const { inputs, workspace, server, job } = call;
  const files = chosenFiles(workspace, inputs);
  if (files.length === 0) return whenNothing(call);
  const isRaw = inputs['archive'] === 'false';
  if (isRaw && files.length > 1) throw new Error('When archive is false, only one file can be uploaded.');
  const root = rootOf(workspace, inputs, files);
  const named = new Map(files.map((file) => [relative(root, file), readFileSync(file)]));
  const [only = Buffer.alloc(0)] = named.values();
  const saved = await server.artifacts.save({
    job,
    name: isRaw ? basename(files[0] ?? '') : (inputs['name'] ?? 'artifact'),
    bytes: isRaw ? only : zipOf(named),
    overwrite: inputs['overwrite'] === 'true',
    mimeType: isRaw ? 'application/octet-stream' : 'application/zip',
  });
  // Of the archive, not of a file in it; and without `sha256:` before it.
  const digest = saved.digest.replace(/^sha256:/, '');
  const run = `https://github.com/${server.slug}/actions/runs/${job.run.id}`;
  return {
    'artifact-id': String(saved.id),
    'artifact-digest': digest,
    'artifact-url': `${run}/artifacts/${saved.id}`,
  };
}

function whenNothing({ inputs, annotate }: StandInCall): Record<string, string> {
  const message = `No files were found with the provided path: ${inputs['path'] ?? ''}. No artifacts will be uploaded.`;
  const how = inputs['if-no-files-found'] ?? 'warn';
  if (how === 'error') throw new Error(message);
  if (how === 'warn') annotate('warning', message);
  return {};
}

/** A folder is all below it; a pattern with `!` takes away; hidden files are left out unless they are asked for. */
function chosenFiles(workspace: string, inputs: Readonly<Record<string, string>>): readonly string[] {
  const patterns = patternsIn(inputs);
  const excluded = patterns
    .filter((line) => line.startsWith('!'))
    .flatMap((line) => found(workspace, line.slice(1)));
  const included = patterns
    .filter((line) => !line.startsWith('!'))
    .flatMap((line) => {
      const base = resolve(workspace, line);
      const files = found(workspace, line);
      return inputs['include-hidden-files'] === 'true'
        ? files
        : files.filter((file) => !isHidden(relative(base, file)));
    });
  return [...new Set(included)].filter((file) => !excluded.includes(file)).sort();
}

function found(workspace: string, pattern: string): readonly string[] {
  return globSync(pattern, { cwd: workspace }).flatMap((name) => {
    const path = resolve(workspace, name);
    if (!statSync(path).isDirectory()) return [path];
    const below = globSync('**/*', { cwd: path }).concat(
      globSync('**/.*', { cwd: path }),
      globSync('**/.*/**/*', { cwd: path }),
    );
    return [...new Set(below)].map((each) => join(path, each)).filter((each) => statSync(each).isFile());
  });
}

function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') && part !== '.' && part !== '..');
}

/**
 * What the places that were searched have in common is left out of the archive, however few files are there; of a file that
 * is named, its folder. https://github.com/actions/upload-artifact/blob/main/src/shared/search.ts
 */
function rootOf(
  workspace: string,
  inputs: Readonly<Record<string, string>>,
  files: readonly string[],
): string {
  const searched = patternsIn(inputs)
    .filter((pattern) => !pattern.startsWith('!'))
    .map((pattern) => resolve(workspace, withoutWildcards(pattern)));
  const common = searched.reduce((shared, place) => {
    let folder = shared;
    while (place !== folder && !place.startsWith(`${folder}/`)) folder = dirname(folder);
    return folder;
  });
  return files.length === 1 && files[0] === common ? dirname(common) : common;
}

function withoutWildcards(pattern: string): string {
  const parts = pattern.split('/');
  const first = parts.findIndex((part) => /[*?[]/.test(part));
  return (first === -1 ? parts : parts.slice(0, first)).join('/');
}

function patternsIn(inputs: Readonly<Record<string, string>>): readonly string[] {
  return (inputs['path'] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
