import { describe, expect, it } from '@jest/globals';
import { makeManifest } from './make-manifest.ts';
import type { Manifest } from './manifest.ts';
import { CHECK_CONFIG_FILE, ENTRY_FILE, SBOM_FILE } from './layout.ts';

const CONTENT = Buffer.from('-- class: irreversible\nDROP TABLE a;\n');
const DROP = { kind: 'table', table: 'public.a' } as const;

describe('makeManifest', () => {
  it('tells what each migration takes away, and counts those tolerated to the schema', () => {
    const manifest = make({ tolerates: ['0002_drop-b.sql'], drops: [DROP], unsaved: ['a view'] });
    expect(manifest.schema).toEqual({ min: 0, max: 2, tolerates: ['0002_drop-b.sql'] });
    expect(manifest.migrations[0]).toMatchObject({ drops: [DROP], unsaved: ['a view'] });
  });

  it('says nothing where there is nothing to say, so that artifacts keep their digests', () => {
    const text = JSON.stringify(make({ drops: [], unsaved: [] }));
    expect(text).toContain('"schema":{"min":0,"max":1}');
    expect(text).not.toMatch(/drops|unsaved|tolerates/);
  });

  it('refuses to tolerate a migration that the artifact carries', () => {
    expect(() => make({ tolerates: ['0001_drop.sql'] })).toThrow(/tolerates does not go on/);
  });
});

function make({
  tolerates,
  ...losses
}: {
  tolerates?: readonly string[];
  drops?: readonly (typeof DROP)[];
  unsaved?: readonly string[];
}): Manifest {
  const name = '0001_drop.sql';
  const paths = [CHECK_CONFIG_FILE, ENTRY_FILE, SBOM_FILE, `migrations/${name}`];
  return makeManifest({
    identity: { name: 'sample', version: '1.0.0' },
    commit: 'a'.repeat(40),
    sourceHash: 'b'.repeat(64),
    schemaMin: 0,
    ...(tolerates === undefined ? {} : { tolerates }),
    migrations: [{ name, class: 'irreversible', content: CONTENT, ...losses }],
    contract: { variables: [] },
    files: paths.map((path) => ({ path, content: CONTENT, executable: false })),
  });
}
