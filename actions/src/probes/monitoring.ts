import { z } from 'zod';
import { parseMetricsText } from '../watch/prometheus-text.ts';
import { jsonOf } from './json-of.ts';
import { lacking, noAnswerToThat, seen, type ProbeContext, type ProbeResult } from './probe.ts';

const healthSchema = z.object({ status: z.string() });

/** The service says how it is, and gives figures that Prometheus can read; what neither says, nobody would be told of. */
export async function monitoring({ ask, settings }: ProbeContext): Promise<ProbeResult> {
  const { health, metrics } = settings.monitoring;
  const state = await ask({ path: health });
  // 503 is how a sick service says so: that is monitoring at work, and the health of staging is another matter.
  const told = healthSchema.safeParse(jsonOf(state));
  if (!told.success || ![200, 503].includes(state.status))
    return (
      noAnswerToThat(`GET ${health}`, state) ??
      lacking(`GET ${health}: expected JSON with a status, found ${state.status} without one.`)
    );
  const figures = await ask({ path: metrics });
  const name = `GET ${metrics}`;
  if (figures.status !== 200)
    return noAnswerToThat(name, figures) ?? lacking(`${name}: expected 200, found ${figures.status}.`);
  const read = parseMetricsText(figures.body);
  if (read.kind === 'unreadable') return lacking(`${name}: ${read.problem}`);
  if (read.samples.length === 0) return lacking(`${name}: expected figures, found none.`);
  return seen(`${health} says ${told.data.status}, ${metrics} gives ${read.samples.length} figures`);
}
