import type { Package } from '../artifact/packages.ts';

/** What is shown of one name; empty where it is not there. */
export interface PackageChange {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export interface PackageChanges {
  readonly added: readonly PackageChange[];
  readonly removed: readonly PackageChange[];
  readonly updated: readonly PackageChange[];
  /** Of packages that are in both: their licences. */
  readonly relicensed: readonly PackageChange[];
}

export function packageChanges(before: readonly Package[], after: readonly Package[]): PackageChanges {
  const [old, now] = [byName(before), byName(after)];
  const both = after.flatMap((one) => {
    const was = old.get(one.name);
    return was === undefined ? [] : [{ was, is: one }];
  });
  return {
    added: after
      .filter(({ name }) => !old.has(name))
      .map((one) => ({ name: one.name, before: '', after: described(one) })),
    removed: before
      .filter(({ name }) => !now.has(name))
      .map((one) => ({ name: one.name, before: described(one), after: '' })),
    updated: changed(both, ({ versions }) => versions),
    relicensed: changed(both, ({ licences }) => licences),
  };
}

function byName(packages: readonly Package[]): ReadonlyMap<string, Package> {
  return new Map(packages.map((one) => [one.name, one]));
}

function changed(
  pairs: readonly { readonly was: Package; readonly is: Package }[],
  part: (one: Package) => readonly string[],
): PackageChange[] {
  return pairs
    .map(({ was, is }) => ({ name: is.name, before: part(was).join(', '), after: part(is).join(', ') }))
    .filter(({ before, after }) => before !== after);
}

function described({ versions, licences }: Package): string {
  const licence = licences.length === 0 ? 'no licence declared' : licences.join(', ');
  return `${versions.join(', ')} (${licence})`;
}
