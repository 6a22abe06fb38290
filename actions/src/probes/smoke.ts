import { eachOf, lacking, noAnswerToThat, seen, type ProbeContext, type ProbeResult } from './probe.ts';

/** What the policy has every new release answer, asked at users’ own address. */
export async function smoke({ ask, smoke: probes }: ProbeContext): Promise<ProbeResult> {
  const result = await eachOf(probes, async ({ path, method, body, status }) => {
    const name = `${method} ${path}`;
    const answer = await ask({ path, method, ...(body === undefined ? {} : { json: body }) });
    if (answer.status === status) return seen(name);
    return noAnswerToThat(name, answer) ?? lacking(`${name}: expected ${status}, found ${answer.status}.`);
  });
  return result.kind === 'pass' ? seen(`all ${probes.length} smoke probes are answered`) : result;
}
