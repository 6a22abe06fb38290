import { EXIT_CODES } from '../../actions/src/exit-codes.ts';
import { resumeAll } from '../../actions/src/pipeline/resume.ts';
import { table } from '../../actions/src/terminal/table.ts';
import type { Ending, Invocation } from '../perform.ts';
import { open } from './open.ts';

export async function resume(invocation: Invocation): Promise<Ending> {
  const environments = await resumeAll(await open(invocation), invocation.progress);
  const rows = environments.map(({ name, url, release, isServing }) => [
    name,
    url,
    release?.id ?? 'nothing was deployed',
    release === null ? '–' : isServing ? 'serves' : 'is not ready',
  ]);
  const isWhole = environments.every(({ release, isServing }) => release === null || isServing);
  return {
    json: { environments },
    text: table(['environment', 'URL', 'release', ''], rows),
    exitCode: isWhole ? 0 : EXIT_CODES.frozen.code,
  };
}
