import { packageProject } from '../../actions/src/pipeline/artifacts.ts';
import type { Ending, Invocation } from '../perform.ts';
import { open } from './open.ts';

export async function pack(invocation: Invocation): Promise<Ending> {
  const project = await open(invocation);
  const { digest, path, release, bytes } = await packageProject(project, invocation.progress);
  return { json: { digest, path, release, bytes }, text: `${digest}\n${path}`, exitCode: 0 };
}
