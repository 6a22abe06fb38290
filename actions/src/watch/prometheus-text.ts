export interface MetricSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

type MetricsText =
  | { readonly kind: 'samples'; readonly samples: readonly MetricSample[] }
  | { readonly kind: 'unreadable'; readonly problem: string };

/**
 * Reads Prometheus' text format 0.0.4 and OpenMetrics' exemplars, strictly: a line that is not understood makes the
 * whole unreadable, since a silently skipped count looks like a healthy one.
 * Format: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function parseMetricsText(text: string): MetricsText {
  const samples: MetricSample[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const sample = parseSample(line);
    if (sample === undefined) {
      // The line itself stays out: labels of a foreign service may hold anything.
      return { kind: 'unreadable', problem: `Line ${index + 1} is not a sample of Prometheus’ text format.` };
    }
    samples.push(sample);
  }
  return { kind: 'samples', samples };
}

/** `name{labels} value [timestamp] [# {exemplar labels} value [timestamp]]` */
function parseSample(line: string): MetricSample | undefined {
  const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0];
  if (name === undefined) return undefined;
  const labelled = parseLabels(line, name.length);
  if (labelled === undefined) return undefined;
  const [value, rest] = firstWord(line.slice(labelled.end));
  const number = parseValue(value);
  if (number === undefined || !/^(?:-?\d+(?:\.\d+)?)?\s*(?:# \{.*\} .+)?$/.test(rest)) return undefined;
  return { name, labels: labelled.labels, value: number };
}

function parseLabels(line: string, start: number): { labels: Map<string, string>; end: number } | undefined {
  const labels = new Map<string, string>();
  if (line[start] !== '{') return { labels, end: start };
  const pair = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|(?=\}))/y;
  let end = start + 1;
  for (;;) {
    pair.lastIndex = end;
    const [whole, name, value] = pair.exec(line) ?? [];
    if (whole === undefined || name === undefined || value === undefined) break;
    if (labels.has(name)) return undefined;
    labels.set(name, unescape(value));
    end += whole.length;
  }
  const closing = /^\s*\}/.exec(line.slice(end))?.[0];
  return closing === undefined ? undefined : { labels, end: end + closing.length };
}

function unescape(value: string): string {
  return value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}

function firstWord(text: string): [word: string, rest: string] {
  const [, word = '', rest = ''] = /^\s*(\S+)\s*(.*)$/.exec(text) ?? [];
  return [word, rest];
}

function parseValue(text: string): number | undefined {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
