import { join } from 'node:path';
import { openArtifact } from '../../artifact/open.ts';
import { configurationHash } from '../../configuration/environment-file.ts';
import { StepFailed } from '../../deployment/failure.ts';
import { proveEveryWorker } from '../../deployment/readiness.ts';
import type { Instance } from '../../host/layout.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemNetwork } from '../../ports/network.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { Gate, GateSubject } from '../gate.ts';
import { runBriefly } from './run-briefly.ts';

const READY_MS = 30_000;

/** The artifact is whole, as its manifest and the policy promise; it starts, and answers as itself. */
export const gate: Gate = {
  boundTo: 'artifact',
  async look(subject): Promise<Verdict> {
    const { archive, release, scratch } = subject;
    const releaseFolder = join(scratch, 'release');
    const manifest = await openArtifact({ archive, digest: release.digest, into: releaseFolder });
    const missing = brokenPromises(subject);
    if (missing.length > 0) return failed('build-incomplete', missing);
    const instance = instanceIn(subject, releaseFolder);
    subject.note('Starting the release to see that it answers');
    try {
      const { count } = await runBriefly(
        { instance, entry: join(releaseFolder, manifest.entry), subject },
        () =>
          proveEveryWorker({ network: systemNetwork, clock: systemClock }, instance, { withinMs: READY_MS }),
      );
      const summary = `${manifest.files.length} files as listed; ${count} workers start and answer as ${release.id}.`;
      return {
        kind: 'pass',
        reasonCode: 'passed',
        summary,
        findings: [],
        facts: { files: manifest.files.length, workers: count },
      };
    } catch (error) {
      if (error instanceof StepFailed) return failed(error.code, [error.message]);
      throw error;
    }
  },
};

function brokenPromises({ manifest, application }: GateSubject): string[] {
  const paths = new Set(manifest.files.map(({ path }) => path));
  const promised = [manifest.entry, manifest.checkConfig, manifest.sbom, 'ecosystem.config.cjs'];
  const absent = promised
    .filter((path) => !paths.has(path))
    .map((path) => `Expected ${path} in the artifact; it is not there.`);
  const { min } = manifest.schema;
  if (min === application.schemaMin) return absent;
  return [
    ...absent,
    `Expected the manifest’s schema.min to be the policy’s ${application.schemaMin}; it is ${min}.`,
  ];
}

function instanceIn({ release, configuration, scratch }: GateSubject, releaseFolder: string): Instance {
  const served = { release, configHash: configurationHash(configuration) };
  // The scratch folder's path may be long; a unix socket's may not.
  return { name: 'build-gate', served, releaseFolder, configFile: '', socketPath: join(scratch, 's') };
}

function failed(code: StepFailed['code'], messages: readonly string[]): Verdict {
  const findings = messages.map((message) => ({
    code,
    message,
    remedy: 'Mend the application and package it anew.',
  }));
  return { kind: 'fail', reasonCode: code, summary: messages[0] ?? '', findings, facts: {} };
}
