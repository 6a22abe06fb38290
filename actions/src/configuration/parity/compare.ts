import type { Finding } from '../../verdict/verdict.ts';
import type { ConfigurationFacts, Mirrored } from '../facts.ts';
import type { Fingerprints } from './fingerprint-file.ts';

type Shown = Fingerprints['variables'][number];

/** Staging mirrors production: the same variables, of the same kinds, and no secret in common. */
export function parityFindings({ mirrored, demands }: ConfigurationFacts): readonly Finding[] {
  if (mirrored === undefined) return [];
  if ('code' in mirrored) return [mirrored];
  const { other, own } = mirrored;
  if (other.environment === own.environment) return [incomparable(mirrored, 'they are its own')];
  if (other.keyCheck !== own.keyCheck) return [incomparable(mirrored, 'they were made with another key')];
  const mayDiffer = new Set(demands.mayDiffer);
  const pairs = pairsOf(other.variables, own.variables).filter(({ name }) => !mayDiffer.has(name));
  return pairs.flatMap(({ name, theirs, ours }) => {
    if (ours === undefined) return [onlyIn(name, other.environment, own.environment)];
    if (theirs === undefined) return [onlyIn(name, own.environment, other.environment)];
    return [...kindDiffers({ theirs, ours }, mirrored), ...secretIsShared({ theirs, ours }, mirrored)];
  });
}

interface Pair {
  readonly theirs: Shown;
  readonly ours: Shown;
}

function pairsOf(
  theirs: readonly Shown[],
  ours: readonly Shown[],
): { name: string; theirs?: Shown | undefined; ours?: Shown | undefined }[] {
  const names = new Set([...theirs, ...ours].map(({ name }) => name));
  return [...names].toSorted().map((name) => ({
    name,
    theirs: theirs.find((shown) => shown.name === name),
    ours: ours.find((shown) => shown.name === name),
  }));
}

function onlyIn(name: string, present: string, absent: string): Finding {
  return {
    code: 'environments-differ',
    place: name,
    message: `Expected ${name} in both environments; ${present} has a value for it, ${absent} has none.`,
    remedy: `Give it to ${absent}, take it from ${present}, or list it as one that may differ.`,
  };
}

function kindDiffers({ theirs, ours }: Pair, { other, own }: Mirrored): Finding[] {
  if (theirs.kind === ours.kind && theirs.secret === ours.secret) return [];
  return [
    {
      code: 'environments-differ',
      place: ours.name,
      message: `Expected ${ours.name} to be of one kind in both environments; it is ${kindOf(theirs)} in ${other.environment}, ${kindOf(ours)} in ${own.environment}.`,
      remedy: `Bring the same artifact to ${other.environment} first, and make its fingerprints anew.`,
    },
  ];
}

function kindOf({ kind, secret }: Shown): string {
  return secret && kind !== 'secret' ? `a secret ${kind}` : kind;
}

/**
 * Of connections the password counts as well, unless both are to one server: there an account may reach two databases,
 * which the whole addresses tell apart.
 */
function secretIsShared({ theirs, ours }: Pair, { other, own }: Mirrored): Finding[] {
  const [left, right] = [theirs.fingerprint, ours.fingerprint];
  if (left === undefined || right === undefined) return [];
  const { name } = ours;
  if (left === null || right === null) {
    return [
      {
        code: 'parity-unproven',
        place: name,
        message: `Expected to see that ${name} is another secret in ${other.environment}; it is too short to be shown without a key.`,
        remedy: 'Give both runs the same secret as fingerprint-key, or make the secret longer.',
      },
    ];
  }
  const isSame = left.value === right.value;
  const isSamePassword =
    left.password !== undefined && left.password === right.password && left.server !== right.server;
  if (!isSame && !isSamePassword) return [];
  return [
    {
      code: 'secret-shared',
      place: name,
      message: `Expected ${name} to be a secret of ${own.environment} alone; ${other.environment} has the same${isSame ? '' : ' password'}.`,
      remedy: `Make a new one for ${own.environment}: whoever holds ${other.environment} must not hold both.`,
    },
  ];
}

function incomparable({ other, own }: Mirrored, why: string): Finding {
  return {
    code: 'parity-unproven',
    message: `Expected fingerprints that ${own.environment} can be compared with; those of ${other.environment} can’t be: ${why}.`,
    remedy: 'Make them anew: run the gate for the other environment with the same fingerprint-key.',
  };
}
