import { readCurrent, switchTo } from '../host/current.ts';
import { instanceOf, type Instance } from '../host/layout.ts';
import { parseConfiguration } from '../configuration/environment-file.ts';
import { UserError } from '../errors.ts';
import { environmentState } from '../ledger/state.ts';
import { inEnvironment } from './environment.ts';
import type { DeploymentPorts } from './ports.ts';
import { keepServing, startAndProve, stopOthers } from './repair.ts';
import type { RehearsalRequest } from './request.ts';
import type { HeldEnvironment } from './run.ts';
import { problemOnSchema } from './schema-rules.ts';
import { failedProbes } from './smoke.ts';
import { generateTraffic, type PartOfTraffic } from './traffic.ts';
import { unpackRelease } from './unpack-release.ts';

export interface Rehearsal {
  /** Requests that were asked at users' own address, and those of them that failed. */
  readonly asked: number;
  readonly failed: number;
  /** What was asked while each release served, forward, back and forward again; fewer when it did not come to that. */
  readonly parts: readonly RehearsedPart[];
  /** What is wrong with going back and forth, a sentence each; empty when nothing is. */
  readonly problems: readonly string[];
}

export interface RehearsedPart extends PartOfTraffic {
  /** Its id. */
  readonly release: string;
}

/** Each probe so often on the release that was just switched to. */
const PROBES = 4;

/**
 * Forward, back and forward again between the release that serves and the one that a revert would go to elsewhere: each
 * is asked while the other's writes are in the database, and nobody's request may fail. What serves is the same
 * afterwards, whatever happens. Fails with `rehearsal-impossible` when the candidate does not serve here.
 */
export async function rehearse(ports: DeploymentPorts, request: RehearsalRequest): Promise<Rehearsal> {
  const wish = { purpose: `rehearse ${request.rehearsal}`, limits: request.limits };
  return inEnvironment(ports, wish, async (held) => {
    const { live } = environmentState(held.journal.entries);
    if (live?.release.digest !== request.candidate.digest) throw impossible(request, live?.release.id);
    const pair = {
      candidate: instanceOf(ports.layout, live),
      from: instanceOf(ports.layout, { release: request.from, configHash: live.configHash }),
    };
    if (!(await keepServing({ ports, lock: held.lock }, request.limits, live)))
      throw impossible(request, 'nothing that is ready');
    try {
      return await record(held, pair, await tryOut({ ports, request, held, pair }));
    } finally {
      if ((await readCurrent(ports.files, ports.layout)) !== pair.candidate.name)
        await switchTo(held.lock, ports, pair.candidate);
      await stopOthers(ports, pair.candidate);
    }
  });
}

interface Pair {
  readonly candidate: Instance;
  readonly from: Instance;
}

interface TryOut {
  readonly ports: DeploymentPorts;
  readonly request: RehearsalRequest;
  readonly held: HeldEnvironment;
  readonly pair: Pair;
}

async function tryOut(work: TryOut): Promise<Rehearsal> {
  const { ports, request, pair } = work;
  const { from } = pair;
  await unpackRelease(ports, from, { archive: request.archive, attempt: request.rehearsal });
  const schema = await schemaProblemOf(ports, from);
  if (schema !== undefined) return notBegun(schema);
  if (!(await startAndProve(ports, request.limits, from))) {
    return notBegun(
      `${from.served.release.id} does not become ready beside ${pair.candidate.served.release.id}.`,
    );
  }
  return underTraffic(work);
}

function notBegun(problem: string): Rehearsal {
  return { asked: 0, failed: 0, parts: [], problems: [problem] };
}

async function underTraffic({ ports, request, held, pair }: TryOut): Promise<Rehearsal> {
  const { smoke, partMs } = request;
  const traffic = generateTraffic(ports, { reads: smoke, writes: request.traffic });
  const problems: string[] = [];
  try {
    traffic.beginPart();
    await ports.clock.sleep(partMs);
    for (const instance of [pair.from, pair.candidate]) {
      traffic.endPart();
      await switchTo(held.lock, ports, instance);
      traffic.beginPart();
      await ports.clock.sleep(partMs);
      const failed = await failedProbes(ports, instance, { smoke, times: PROBES });
      problems.push(...failed.map((message) => `${instance.served.release.id}: ${message}`));
    }
  } finally {
    await traffic.stop();
  }
  const { asked, failed, parts, failures } = await traffic.stop();
  const releases = [pair.candidate, pair.from, pair.candidate].map(({ served }) => served.release.id);
  return {
    asked,
    failed,
    parts: parts.map((part, index) => ({ release: releases[index] ?? '', ...part })),
    problems: [...problems, ...failures.map((failure) => `A user’s request: ${failure}`)],
  };
}

async function record({ journal }: HeldEnvironment, pair: Pair, rehearsal: Rehearsal): Promise<Rehearsal> {
  const { asked, failed, problems } = rehearsal;
  await journal.append({
    type: 'revert-rehearsed',
    candidate: pair.candidate.served,
    from: pair.from.served,
    asked,
    failed,
    summary: problems[0] ?? 'Nothing failed.',
  });
  return rehearsal;
}

async function schemaProblemOf(ports: DeploymentPorts, from: Instance): Promise<string | undefined> {
  const configuration = parseConfiguration(await ports.files.readText(from.configFile));
  const url = configuration['DATABASE_URL'];
  if (url === undefined) return undefined;
  return problemOnSchema(ports, from, await ports.database.schema(url));
}

function impossible({ candidate }: RehearsalRequest, found: string | undefined): UserError {
  return new UserError({
    code: 'rehearsal-impossible',
    message: `Expected ${candidate.id} to serve where its revert is to be rehearsed; found ${found ?? 'nothing'}.`,
    remedy: 'Deploy it there, then run the command again.',
  });
}
