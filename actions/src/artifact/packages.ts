import { z } from 'zod';
import { UserError } from '../errors.ts';

/** A package of an artifact, by its name; one name may be there in several versions. */
export interface Package {
  readonly name: string;
  readonly versions: readonly string[];
  /** SPDX ids, expressions and names as they were declared. */
  readonly licences: readonly string[];
}

const licence = z.union([
  z.object({ license: z.object({ id: z.string().optional(), name: z.string().optional() }) }),
  z.object({ expression: z.string() }),
]);

const bomSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  components: z
    .array(
      z.object({
        group: z.string().optional(),
        name: z.string(),
        version: z.string(),
        licenses: z.array(licence).default([]),
      }),
    )
    .default([]),
});

/** The packages that a CycloneDX document lists, by name. `UserError` artifact-unreadable. */
export function packagesIn(sbom: string): readonly Package[] {
  const parsed = bomSchema.safeParse(parse(sbom));
  if (!parsed.success) throw unreadable(z.prettifyError(parsed.error).slice(0, 300));
  const byName = Map.groupBy(parsed.data.components, ({ group, name }) =>
    group === undefined ? name : `${group}/${name}`,
  );
  return [...byName]
    .map(([name, components]) => ({
      name,
      versions: sorted(components.map(({ version }) => version)),
      licences: sorted(components.flatMap(({ licenses }) => licenses.map(textOf))),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function textOf(declared: z.output<typeof licence>): string {
  if ('expression' in declared) return declared.expression;
  return declared.license.id ?? declared.license.name ?? '';
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(mistakes: string): UserError {
  return new UserError({
    code: 'artifact-unreadable',
    message: `Expected the artifact’s software bill of materials to be CycloneDX; found: ${mistakes}`,
    remedy: 'Build the artifact again with this version of Tidegate.',
  });
}
