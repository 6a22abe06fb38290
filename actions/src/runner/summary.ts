/** A part of a job summary. A table says itself how many of its rows were cut. */
export type SummaryPart =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** What the rows are, for `and 12 more files`. */
      readonly of: string;
    }
  /** Markdown as it is: the caller has made it safe. */
  | { readonly kind: 'markdown'; readonly text: string };

/** Beyond this nobody reads on. */
const MOST_ROWS = 50;
/** A step's summary over 1 MiB is dropped whole: https://docs.github.com/en/actions/reference/limits */
const MOST_BYTES = 1024 * 1024;

/** Markdown that the platform takes: whole parts from the start, and a last line that counts what was left out. */
export function summaryMarkdown(parts: readonly SummaryPart[], mostBytes = MOST_BYTES): string {
  const texts = parts.map(markdownOf);
  for (let kept = texts.length; kept >= 0; kept -= 1) {
    const left = texts.length - kept;
    const note = left === 0 ? [] : [`_${left} more parts did not fit into the summary; the log has them._`];
    const text = `${[...texts.slice(0, kept), ...note].join('\n\n')}\n`;
    if (Buffer.byteLength(text) <= mostBytes) return text;
  }
  return '';
}

function markdownOf(part: SummaryPart): string {
  switch (part.kind) {
    case 'heading':
      return `### ${escapeMarkdown(part.text)}`;
    case 'text':
      return escapeMarkdown(part.text);
    case 'table':
      return tableMarkdown(part);
    case 'markdown':
      return part.text;
  }
}

function tableMarkdown({ head, rows, of }: Table): string {
  return tableOf({ head, rows: rows.map((row) => row.map(escapeMarkdown)), of });
}

type Table = Omit<Extract<SummaryPart, { kind: 'table' }>, 'kind'>;

/** A table of markdown: the caller has made its cells safe. */
export function tableOf({ head, rows, of }: Table): string {
  const lines = [head, head.map(() => '---'), ...rows.slice(0, MOST_ROWS)];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const cut = rows.length - MOST_ROWS;
  return cut > 0 ? `${table}\n\n_… and ${cut} more ${of}._` : table;
}

/** Text from outside stays text: no markup, no link, no mention, and one line. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_{}[\]()#+!|~-]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@\u200B');
}
