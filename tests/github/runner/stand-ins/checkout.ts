import { join, relative } from 'node:path';
import { checkOut, gitIn } from '../check-out.ts';
import type { StandInCall } from '../stand-in.ts';

/** https://github.com/actions/checkout/blob/main/README.md */
export async function checkout({
  inputs,
  workspace,
  repository,
  github,
  server,
  job,
}: StandInCall): Promise<Record<string, string>> {
  if (inputs['repository'] !== undefined && inputs['repository'] !== server.slug)
    throw new Error(`Only ${server.slug} is here, not ${inputs['repository']}.`);
  const folder = join(workspace, inputs['path'] ?? '.');
  if (relative(workspace, folder).startsWith('..'))
    throw new Error(`Repository path '${folder}' is not under '${workspace}'`);
  const own = { ref: String(github['ref']), sha: String(github['sha']) };
  const wanted = inputs['ref'] === undefined || inputs['ref'] === '' ? own.sha : inputs['ref'];
  const commit = await checkOut({ repository, wanted, folder, depth: Number(inputs['fetch-depth'] ?? '1') });
  // What it leaves in the clone's settings unless it is told not to: every later step can read it there.
  if (inputs['persist-credentials'] !== 'false') {
    const basic = Buffer.from(`x-access-token:${job.token}`).toString('base64');
    await gitIn(folder, ['config', 'http.https://github.com/.extraheader', `AUTHORIZATION: basic ${basic}`]);
  }
  return { ref: wanted === own.sha ? own.ref : wanted, commit };
}
