import { createHash } from 'node:crypto';
import type { Digest } from '../../release/release.ts';
import type { TarEntry } from './tar-writer.ts';

const FILES = [
  { path: 'check-config.mjs', content: 'console.log("{}");\n' },
  { path: 'migrations/0001_begin.sql', content: '-- class: expand\nSELECT 1;\n' },
  { path: 'sbom.cdx.json', content: '{}\n' },
  { path: 'server.mjs', content: 'console.log("serving");\n'.repeat(40) },
  { path: 'tools/run.sh', content: '#!/bin/sh\n', executable: true },
];

/** The manifest of the sample files, as JSON that a test may spoil. */
export function sampleManifest(): Record<string, unknown> & { files: Record<string, unknown>[] } {
  return {
    manifestVersion: 1,
    name: 'sample',
    version: '1.2.3',
    commit: 'a'.repeat(40),
    sourceHash: 'b'.repeat(64),
    nodeMajor: 24,
    platform: 'any',
    entry: 'server.mjs',
    checkConfig: 'check-config.mjs',
    sbom: 'sbom.cdx.json',
    schema: { min: 0, max: 1 },
    migrations: [{ name: '0001_begin.sql', class: 'expand', sha256: sha256Of(FILES[1]?.content ?? '') }],
    contract: { variables: [] },
    files: FILES.map(({ path, content, executable = false }) => listed(path, content, executable)),
  };
}

export function sampleEntries(manifest: unknown = sampleManifest()): TarEntry[] {
  return [
    { path: 'manifest.json', content: JSON.stringify(manifest) },
    ...FILES.map(({ path, content, executable }) => ({
      path,
      content,
      mode: executable === true ? 0o755 : 0o644,
    })),
  ];
}

/** What a manifest says of a file. */
export function listed(path: string, content: string | Buffer, executable = false): Record<string, unknown> {
  return { path, bytes: Buffer.byteLength(content), sha256: sha256Of(content), executable };
}

export function sha256Of(content: string | Buffer): Digest {
  return createHash('sha256').update(content).digest('hex') as Digest;
}
