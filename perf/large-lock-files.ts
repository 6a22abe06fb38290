/** Kinds of lock files, by the names of the files. */
export const LARGE_KINDS = {
  npm: 'package-lock.json',
  pnpm: 'pnpm-lock.yaml',
  yarn: 'yarn.lock',
} as const satisfies Record<string, string>;

export type LargeKind = keyof typeof LARGE_KINDS;

/** What a hash looks like; what it says does not matter. */
const INTEGRITY = `sha512-${'A'.repeat(86)}==`;
/** Each package requires so many of those behind it, as in lock files of such a size. */
const REQUIRED = [1, 7, 40];

/** A project of so many packages, the first hundred of which it requires itself; the same each time. */
export function largeProject(kind: LargeKind, count: number): Record<string, string> {
  const direct = Object.fromEntries(
    Array.from({ length: Math.min(100, count) }, (_, index) => [nameOf(index), '^1.0.0']),
  );
  const manifest = { name: 'large', version: '1.0.0', dependencies: direct };
  const text = WRITERS[kind](count, manifest);
  return { 'package.json': JSON.stringify(manifest), [LARGE_KINDS[kind]]: text };
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

type Writer = (count: number, manifest: Manifest) => string;

const WRITERS: Readonly<Record<LargeKind, Writer>> = { npm: npmText, pnpm: pnpmText, yarn: yarnText };

function npmText(count: number, manifest: Manifest): string {
  const packages = Object.fromEntries(
    indices(count).map((index) => [
      `node_modules/${nameOf(index)}`,
      {
        version: versionOf(index),
        resolved: `https://packages.test/${nameOf(index)}.tgz`,
        integrity: INTEGRITY,
        license: 'MIT',
        dependencies: Object.fromEntries(requiredBy(index, count).map((to) => [nameOf(to), '^1.0.0'])),
        engines: { node: '>=18' },
      },
    ]),
  );
  const lock = { name: 'large', version: '1.0.0', lockfileVersion: 3, requires: true };
  return JSON.stringify({ ...lock, packages: { '': manifest, ...packages } }, null, 2);
}

function pnpmText(count: number, { dependencies }: Manifest): string {
  const direct = Object.keys(dependencies).map(
    (name, index) =>
      `      ${quoted(name)}:\n        specifier: ^1.0.0\n        version: ${versionOf(index)}`,
  );
  const packages = indices(count).map(
    (index) =>
      `  ${quoted(idOf(index))}:\n    resolution: {integrity: ${INTEGRITY}}\n    engines: {node: '>=18'}\n`,
  );
  const snapshots = indices(count).map((index) => {
    const required = requiredBy(index, count).map((to) => `      ${quoted(nameOf(to))}: ${versionOf(to)}`);
    if (required.length === 0) return `  ${quoted(idOf(index))}: {}\n`;
    return `  ${quoted(idOf(index))}:\n    dependencies:\n${required.join('\n')}\n`;
  });
  return [
    "lockfileVersion: '9.0'\n\nsettings:\n  autoInstallPeers: true\n  excludeLinksFromLockfile: false\n",
    `importers:\n\n  .:\n    dependencies:\n${direct.join('\n')}\n`,
    `packages:\n\n${packages.join('\n')}`,
    `snapshots:\n\n${snapshots.join('\n')}`,
  ].join('\n');
}

function yarnText(count: number): string {
  const entries = indices(count).map((index) => {
    const required = requiredBy(index, count).map((to) => `    "${nameOf(to)}" "^1.0.0"\n`);
    return [
      `"${nameOf(index)}@^1.0.0":\n  version "${versionOf(index)}"\n`,
      `  resolved "https://packages.test/${nameOf(index)}.tgz#${'a'.repeat(40)}"\n  integrity ${INTEGRITY}\n`,
      ...(required.length === 0 ? [] : ['  dependencies:\n', ...required]),
    ].join('');
  });
  return `# yarn lockfile v1\n\n\n${entries.join('\n')}`;
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Those behind it alone, so that there is no circle, and all are reached from the first. */
function requiredBy(index: number, count: number): number[] {
  return REQUIRED.map((step) => index + step).filter((to) => to < count);
}

/** Every third has a scope. */
function nameOf(index: number): string {
  return index % 3 === 0 ? `@scope-${index % 20}/package-${index}` : `package-${index}`;
}

function versionOf(index: number): string {
  return `1.${index % 50}.${index % 7}`;
}

function idOf(index: number): string {
  return `${nameOf(index)}@${versionOf(index)}`;
}

function quoted(name: string): string {
  return name.startsWith('@') ? `'${name}'` : name;
}
