import { collisionKey, foldersOf, pathProblem } from './entry-paths.ts';
import { MANIFEST_FILE, MIGRATIONS_FOLDER } from './layout.ts';

/** The part of a manifest that can contradict itself. */
interface Manifest {
  readonly entry: string;
  readonly checkConfig: string;
  readonly sbom: string;
  readonly schema: { readonly min: number; readonly max: number };
  readonly migrations: readonly { readonly name: string; readonly sha256: string }[];
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

/** What a well-formed manifest says that can't be true at once, or is never unpacked. */
export function contradictionsIn(manifest: Manifest): readonly string[] {
  return [
    ...fileContradictions(manifest.files),
    ...missingFiles(manifest),
    ...schemaContradictions(manifest),
  ];
}

function fileContradictions(files: Manifest['files']): readonly string[] {
  const problems: string[] = [];
  const names = new Set([collisionKey(MANIFEST_FILE)]);
  for (const { path } of files) {
    const problem = pathProblem(path);
    if (problem !== undefined) problems.push(`files: ${JSON.stringify(path)} ${problem}`);
    if (names.has(collisionKey(path))) problems.push(`files: ${JSON.stringify(path)} is there twice`);
    names.add(collisionKey(path));
  }
  for (const folder of new Set(files.flatMap(({ path }) => foldersOf(path)))) {
    if (names.has(collisionKey(folder)))
      problems.push(`files: ${JSON.stringify(folder)} is a file and a folder`);
  }
  return problems;
}

function missingFiles(manifest: Manifest): readonly string[] {
  const digests = new Map(manifest.files.map(({ path, sha256 }) => [path, sha256]));
  const promised = [manifest.entry, manifest.checkConfig, manifest.sbom];
  return [
    ...promised.filter((path) => !digests.has(path)).map((path) => `files: ${path} is not listed`),
    ...manifest.migrations
      .filter(({ name, sha256 }) => digests.get(`${MIGRATIONS_FOLDER}/${name}`) !== sha256)
      .map(({ name }) => `migrations: ${name} is not the file that is listed`),
  ];
}

function schemaContradictions({ schema, migrations }: Manifest): readonly string[] {
  const numbered = migrations.every(({ name }, index) => Number(name.slice(0, 4)) === index + 1);
  return [
    ...(numbered ? [] : ['migrations: expected 0001, 0002 … without a gap']),
    ...(schema.max === migrations.length ? [] : ['schema: max is not the number of the last migration']),
    ...(schema.min <= schema.max ? [] : ['schema: min is above max']),
  ];
}
