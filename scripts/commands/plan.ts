import { artifactOf } from '../../actions/src/pipeline/artifacts.ts';
import { configurationOf } from '../../actions/src/pipeline/configuration.ts';
import { makePlan } from '../../actions/src/pipeline/plan.ts';
import { planText } from '../../actions/src/terminal/plan.ts';
import type { Ending, Invocation } from '../perform.ts';
import { artifactReference, environmentOf, open } from './open.ts';

export async function plan(invocation: Invocation): Promise<Ending> {
  const project = await open(invocation);
  const environment = environmentOf(project, invocation);
  const artifact = await artifactOf(project, artifactReference(invocation));
  const configuration = await configurationOf(project, environment);
  const made = await makePlan(project, { environment, artifact, configuration });
  return { json: made, text: planText(made), exitCode: 0 };
}
