import { CHECKLIST_RULES } from './checklist-rules.ts';
import { looksIn } from './looks.ts';
import type { Draft, DraftWatch } from './draft.ts';
import type { Mistake } from './mistake.ts';

type Rule = (draft: Draft) => readonly Mistake[];

/** What each value on its own allows and all together don't. Values that are mistaken themselves are passed over. */
export const CONTRADICTION_RULES: readonly Rule[] = [
  environmentsHaveNamesOfTheirOwn,
  smokeProbesAreListedOnce,
  aWatchLooksAtLeastOnce,
  probesAloneReachTheMinimumOfSamples,
  theLatencyFloorIsUnderTheLimit,
  theConfirmationComesAfterTheWatch,
  drainingEndsBeforeTheKill,
  everyEnvironmentHasAPort,
  ...CHECKLIST_RULES,
];

function environmentsHaveNamesOfTheirOwn({ environments }: Draft): Mistake[] {
  const names = environments.map(({ name }) => name);
  return repeats(names).map((index) => ({
    path: ['environments', index, 'name'],
    expected: 'a name of its own',
    found: `a second "${names[index]}"`,
    remedy: 'Rename one of them.',
  }));
}

function smokeProbesAreListedOnce({ smoke }: Draft): Mistake[] {
  return repeats(smoke).map((index) => ({
    path: ['application', 'smoke', index],
    expected: 'each probe once',
    found: `a second ${smoke[index]}`,
    remedy: 'Remove it: it would count as an independent sample.',
  }));
}

function aWatchLooksAtLeastOnce({ environments }: Draft): Mistake[] {
  return environments.flatMap(({ watch: { window, every } }, index) => {
    if (window === undefined || every === undefined || every <= window) return [];
    return [
      {
        path: [...watchPath(index), 'every'],
        expected: `at most watch.window, ${window} ms`,
        found: `${every} ms`,
        remedy: 'Shorten every or lengthen window.',
      },
    ];
  });
}

/** Without users the probes are all there is: each look sends one a smoke probe. */
function probesAloneReachTheMinimumOfSamples({ environments, smoke }: Draft): Mistake[] {
  return environments.flatMap(({ watch }, index) => {
    const probes = probesIn(watch, smoke.length);
    if (probes === undefined || watch.minSamples === undefined || probes >= watch.minSamples) return [];
    return [
      {
        path: [...watchPath(index), 'minSamples'],
        expected: `at most ${probes}, the probes of a whole watch, or without traffic it is never proven`,
        found: String(watch.minSamples),
        remedy: 'Lower it, lengthen window, shorten every, or add smoke probes.',
      },
    ];
  });
}

function theLatencyFloorIsUnderTheLimit({ environments }: Draft): Mistake[] {
  return environments.flatMap(({ watch: { p99Floor, p99Limit } }, index) => {
    if (p99Floor === undefined || p99Limit === undefined || p99Floor <= p99Limit) return [];
    return [
      {
        path: [...watchPath(index), 'p99Floor'],
        expected: `at most p99Limit, ${p99Limit} ms`,
        found: `${p99Floor} ms`,
        remedy: 'Lower it: above the limit p99Ratio would never apply.',
      },
    ];
  });
}

/** The pipeline confirms after the longest watch, and 10 s are for it to notice, sign and reach the host. */
function theConfirmationComesAfterTheWatch({ environments, confirmWithin }: Draft): Mistake[] {
  const windows = environments.flatMap(({ watch }) => watch.window ?? []);
  const needed = Math.max(0, ...windows) + 10_000;
  if (confirmWithin === undefined || confirmWithin >= needed) return [];
  return [
    {
      path: ['deployment', 'confirmWithin'],
      expected: `at least ${needed} ms: the longest watch.window and 10 s for the confirmation`,
      found: `${confirmWithin} ms`,
      remedy: 'Lengthen it, or hosts revert releases that were still watched.',
    },
  ];
}

function drainingEndsBeforeTheKill({ drain, stopWithin }: Draft): Mistake[] {
  if (drain === undefined || stopWithin === undefined || drain <= stopWithin) return [];
  return [
    {
      path: ['deployment', 'drain'],
      expected: `at most stopWithin, ${stopWithin} ms`,
      found: `${drain} ms`,
      remedy: 'Shorten it, or the release is killed while it still answers.',
    },
  ];
}

function everyEnvironmentHasAPort({ environments, portBase }: Draft): Mistake[] {
  const last = (portBase ?? 0) + environments.length - 1;
  if (last <= 65_535) return [];
  return [
    {
      path: ['local', 'portBase'],
      expected: `at most ${65_536 - environments.length}: ${environments.length} environments count up from it`,
      found: String(portBase),
      remedy: 'Lower it.',
    },
  ];
}

function probesIn({ window, every }: DraftWatch, perLook: number): number | undefined {
  if (window === undefined || every === undefined || every > window || perLook === 0) return undefined;
  return looksIn({ window, every }) * perLook;
}

function watchPath(index: number): PropertyKey[] {
  return ['environments', index, 'watch'];
}

/** The indices of values that an earlier one equals. */
function repeats(values: readonly (string | undefined)[]): number[] {
  return values.flatMap((value, index) =>
    value !== undefined && values.indexOf(value) < index ? [index] : [],
  );
}
