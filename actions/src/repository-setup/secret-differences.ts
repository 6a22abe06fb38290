import type { Desired, DesiredEnvironment } from './desired.ts';
import { environmentStep } from './environment-differences.ts';
import { gapOf } from './gaps.ts';
import type { Observed } from './observed.ts';
import type { SetupPlan, Step } from './plan.ts';

/** How a secret that is written anew is shown: whether it has that value already, nobody can know. */
export const SET_BEFORE = 'set before';

/** Only whether there is one of that name can be known: GitHub never gives a value back. */
export function secretsPlan({ environments }: Desired, observed: Observed): SetupPlan {
  if (observed.environments.kind !== 'read') return { steps: [], gaps: [] };
  const parts = environments.map((environment) => planFor(environment, observed));
  return { steps: parts.flatMap(({ steps }) => steps), gaps: parts.flatMap(({ gaps }) => gaps) };
}

function planFor({ name, secrets, replaced }: DesiredEnvironment, observed: Observed): SetupPlan {
  const reading = observed.secrets.get(name) ?? { kind: 'read', value: [] };
  if (secrets.length === 0) return { steps: [], gaps: [] };
  if (reading.kind !== 'read') return { steps: [], gaps: [gapOf(`secrets of ${name}`, reading)] };
  const steps = secrets.flatMap((secret) => {
    if (!reading.value.includes(secret)) return [secretStep({ environment: name, secret, now: 'missing' })];
    return replaced.includes(secret) ? [secretStep({ environment: name, secret, now: SET_BEFORE })] : [];
  });
  return { steps, gaps: [] };
}

function secretStep({
  environment,
  secret,
  now,
}: {
  environment: string;
  secret: string;
  now: string;
}): Step {
  return {
    id: `secret ${environment} ${secret}`,
    title: `Set the secret ${secret} of ${environment}`,
    differences: [{ thing: `environment ${environment}`, setting: `secret ${secret}`, now, wanted: 'set' }],
    after: [environmentStep(environment)],
    change: { kind: 'secret', environment, name: secret },
  };
}
