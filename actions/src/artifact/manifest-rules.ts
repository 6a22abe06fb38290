import { collisionKey, foldersOf, pathProblem } from './entry-paths.ts';
import { MANIFEST_FILE, MIGRATIONS_FOLDER } from './layout.ts';

/** The part of a manifest that can contradict itself. */
interface Manifest {
  readonly entry: string;
  readonly checkConfig: string;
  readonly sbom: string;
  readonly schema: {
    readonly min: number;
    readonly max: number;
    readonly tolerates?: readonly string[] | undefined;
  };
  readonly migrations: readonly Migration[];
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

interface Migration {
  readonly name: string;
  readonly class: string;
  readonly sha256: string;
  readonly drops?: readonly { readonly kind: string; readonly table: string }[] | undefined;
}

/** What a well-formed manifest says that can't be true at once, or is never unpacked. */
export function contradictionsIn(manifest: Manifest): readonly string[] {
  return [
    ...fileContradictions(manifest.files),
    ...missingFiles(manifest),
    ...schemaContradictions(manifest),
    ...manifest.migrations.flatMap(dropContradictions),
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
  const known = [...migrations.map(({ name }) => name), ...(schema.tolerates ?? [])];
  const first = known.findIndex((name, index) => Number(name.slice(0, 4)) !== index + 1);
  const gap =
    first >= migrations.length
      ? 'schema: tolerates does not go on, 0001, 0002 … without a gap, where the migrations end'
      : 'migrations: expected 0001, 0002 … without a gap';
  return [
    ...(first === -1 ? [] : [gap]),
    ...(schema.max === known.length ? [] : ['schema: max is not the number of the last migration']),
    ...(schema.min <= migrations.length ? [] : ['schema: min is above max, the last migration']),
  ];
}

function dropContradictions(migration: Migration): readonly string[] {
  const { name, drops = [] } = migration;
  const saved = drops.map(({ kind, table }) => `${kind} of ${table}`);
  const twice = saved.filter((one, index) => saved.indexOf(one) !== index);
  const isHarmless = ['expand', 'backfill'].includes(migration.class) && drops.length > 0;
  return [
    ...(isHarmless ? [`migrations: ${name} is ${migration.class} and takes something away`] : []),
    ...twice.map((one) => `migrations: ${name} names the ${one} twice`),
  ];
}
