import type { WatchPolicy } from '../policy/schema.ts';
import type { Finding, JsonValue } from '../verdict/verdict.ts';
import { separateContradictions } from './contradictions.ts';
import {
  mostAnswersDoNotFail,
  probeErrorsAreUnderTheLimit,
  requestErrorsAreNotMoreThanBefore,
  requestErrorsAreUnderTheLimit,
} from './error-rules.ts';
import { failureOf } from './failure.ts';
import {
  probesAreNotSlowerThanTheReleaseBefore,
  probesAreUnderTheLatencyLimit,
  routesAreNotSlowerThanBefore,
  routesAreUnderTheLatencyLimit,
} from './latency-rules.ts';
import type { WatchObservation } from './observation.ts';
import { levelAt } from './significance.ts';
import { failedProbes, failedRequests, type LookedAt, type Trial } from './trial.ts';
import type { Ending, WatchVerdict } from './watch-verdict.ts';

type Rule = (at: LookedAt) => readonly Trial[];

/** Each spends an equal part of the significance. */
const TESTS: readonly Rule[] = [
  probeErrorsAreUnderTheLimit,
  requestErrorsAreUnderTheLimit,
  requestErrorsAreNotMoreThanBefore,
  probesAreUnderTheLatencyLimit,
  probesAreNotSlowerThanTheReleaseBefore,
  routesAreUnderTheLatencyLimit,
  routesAreNotSlowerThanBefore,
];

const RULES: readonly Rule[] = [mostAnswersDoNotFail, ...TESTS];

/**
 * What a look at a new release and the one before it shows. Over all looks together a release that keeps to the limits
 * and is no worse than the one before fails with at most the chance `limits.significance`, provided that requests fail
 * or are slow independently of each other; a burst from outside is what the release before is probed for.
 */
export function judgeWatch({ observation, limits, look, looks }: Look): WatchVerdict {
  if (!(Number.isInteger(look) && look >= 1 && look <= looks)) {
    throw new RangeError(`A watch of ${looks} looks has no look ${look}.`);
  }
  const { at, contradictions } = prepare({ observation, limits, look, looks });
  const trials = RULES.flatMap((rule) => rule(at));
  const facts = factsOf({ at, trials, look, looks });
  const failure = failureOf({ fault: observation.fault, trials, at });
  if (failure !== undefined) return { ...failure, findings: [...failure.findings, ...contradictions], facts };
  if (look < looks) return { ...keepLooking(look, looks), findings: contradictions, facts };
  return { ...endOf({ at, contradictions }), facts };
}

interface Look {
  readonly observation: WatchObservation;
  readonly limits: WatchPolicy;
  /** 1 to `looks`. */
  readonly look: number;
  readonly looks: number;
}

function prepare({ observation, limits, look, looks }: Look): { at: LookedAt; contradictions: Finding[] } {
  const candidate = separateContradictions('the new release', observation.candidate);
  const baseline = observation.baseline && separateContradictions('the release before', observation.baseline);
  const level = levelAt({ significance: limits.significance, rules: TESTS.length, look, looks });
  return {
    at: { candidate: candidate.sound, baseline: baseline?.sound, limits, level },
    contradictions: [...candidate.findings, ...(baseline?.findings ?? [])],
  };
}

function keepLooking(look: number, looks: number): Omit<Ending, 'findings'> {
  const summary = `Look ${look} of ${looks} shows nothing against the release.`;
  return { kind: 'continue', reasonCode: 'samples-too-few', summary };
}

function endOf({ at, contradictions }: { at: LookedAt; contradictions: readonly Finding[] }): Ending {
  const samples = samplesOf(at);
  const findings = [...contradictions, ...neverAnswered(at), ...tooFew(samples, at.limits.minSamples)];
  const [first] = findings;
  if (first !== undefined) {
    return { kind: 'unproven', reasonCode: first.code, summary: first.message, findings };
  }
  const summary = `${samples} requests and probes show nothing against the release.`;
  return { kind: 'pass', reasonCode: 'passed', summary, findings };
}

/** A release’s own count of requests is no sign of life: our probes are in it, answered in time or not. */
function neverAnswered({ candidate }: LookedAt): Finding[] {
  const { total, bad } = failedProbes(candidate);
  if (total === 0 || bad < total) return [];
  const message = `None of ${total} probes was answered as it should be.`;
  return [{ code: 'release-unreachable', message, remedy: 'Find out why it does not answer in time.' }];
}

function tooFew(samples: number, minSamples: number): Finding[] {
  if (samples >= minSamples) return [];
  return [
    {
      code: 'samples-too-few',
      message: `Expected at least ${minSamples} requests and probes, found ${samples}.`,
      remedy: 'Lengthen watch.window, shorten watch.every, or find out why the probes did not run.',
    },
  ];
}

function samplesOf({ candidate }: LookedAt): number {
  return failedProbes(candidate).total + failedRequests(candidate).total;
}

function factsOf(seen: {
  at: LookedAt;
  trials: readonly Trial[];
  look: number;
  looks: number;
}): WatchVerdict['facts'] {
  const { at, trials, look, looks } = seen;
  return {
    look,
    looks,
    limits: { ...at.limits },
    samples: samplesOf(at),
    candidate: countsOf(at.candidate),
    baseline: at.baseline === undefined ? null : countsOf(at.baseline),
    trials: trials.map((trial) => trial.numbers),
  };
}

function countsOf(release: LookedAt['candidate']): JsonValue {
  return {
    probes: { ...failedProbes(release) },
    requests: release.routes === undefined ? null : { ...failedRequests(release) },
  };
}
