import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openArtifact } from '../../artifact/open.ts';
import { configurationHash } from '../../configuration/environment-file.ts';
import { StepFailed } from '../../deployment/failure.ts';
import { proveEveryWorker } from '../../deployment/readiness.ts';
import { hostLayout, instanceOf, type Instance } from '../../host/layout.ts';
import { systemClock } from '../../ports/clock.ts';
import { systemNetwork } from '../../ports/network.ts';
import type { Finding, Verdict } from '../../verdict/verdict.ts';
import type { Gate, GateSubject } from '../gate.ts';
import { runBriefly } from './run-briefly.ts';

const system = { network: systemNetwork, clock: systemClock };

export const gate: Gate = buildGate({ readyMs: 30_000, stopMs: 15_000 });

/** The artifact is whole, as its manifest and the policy promise; it starts, and answers as itself. */
export function buildGate({ readyMs, stopMs }: { readyMs: number; stopMs: number }): Gate {
  return {
    boundTo: 'artifact',
    async look(subject): Promise<Verdict> {
      const { archive, release, configuration } = subject;
      const instance = await instanceIn(subject);
      const into = instance.releaseFolder;
      const manifest = await openArtifact({ archive, digest: release.digest, into });
      const missing = brokenPromises({ ...subject, manifest });
      if (missing.length > 0) return failed('build-incomplete', missing);
      const entry = join(into, manifest.entry);
      subject.note('Starting the release to see that it answers');
      try {
        const { count } = await runBriefly({ instance, entry, configuration, stopMs }, (givesUp) =>
          proveEveryWorker(system, instance, { withinMs: readyMs, givesUp }),
        );
        return passed(subject, { files: manifest.files.length, workers: count });
      } catch (error) {
        if (error instanceof StepFailed)
          return failed(error.code, [{ place: entryIn(subject), message: error.message }]);
        throw error;
      }
    },
  };
}

type Broken = Required<Pick<Finding, 'place' | 'message'>>;

function brokenPromises({ manifest, application }: GateSubject): Broken[] {
  const paths = new Set(manifest.files.map(({ path }) => path));
  const promised = [manifest.entry, manifest.checkConfig, manifest.sbom, 'ecosystem.config.cjs'];
  const absent = promised
    .filter((path) => !paths.has(path))
    .map((path) => ({ place: path, message: `Expected ${path} in the artifact; it is not there.` }));
  const { min } = manifest.schema;
  if (min === application.schemaMin) return absent;
  const message = `Expected the manifest’s schema.min to be the policy’s ${application.schemaMin}; it is ${min}.`;
  return [...absent, { place: 'application.schemaMin', message }];
}

/** As the repository has it: the artifact’s own is made from it. */
function entryIn({ application }: GateSubject): string {
  return join(application.workspace, application.entry);
}

/** The scratch folder laid out as a host is. `UserError` path-too-long where no host would have room for a socket either. */
async function instanceIn({ release, configuration, scratch }: GateSubject): Promise<Instance> {
  const layout = hostLayout(scratch);
  const instance = instanceOf(layout, { release, configHash: configurationHash(configuration) });
  for (const folder of [layout.releases, layout.run]) await mkdir(folder);
  return instance;
}

function passed({ release }: GateSubject, facts: { files: number; workers: number }): Verdict {
  const summary = `${facts.files} files as listed; ${facts.workers} workers start and answer as ${release.id}.`;
  return { kind: 'pass', reasonCode: 'passed', summary, findings: [], facts };
}

function failed(code: StepFailed['code'], broken: readonly Broken[]): Verdict {
  const findings = broken.map((each) => ({
    ...each,
    code,
    remedy: 'Mend the application and package it anew.',
  }));
  return { kind: 'fail', reasonCode: code, summary: broken[0]?.message ?? '', findings, facts: {} };
}
