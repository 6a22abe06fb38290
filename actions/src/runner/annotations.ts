/** A note at a line of a file, or at the run where there is no file. */
export interface Annotation {
  readonly kind: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title?: string;
  /** Below the workspace, with forward slashes. */
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
}

/**
 * A step shows ten annotations of each kind and drops the rest without a word; a message is cut at 4,096 characters.
 * https://docs.github.com/en/actions/reference/limits
 */
const MOST_OF_A_KIND = 10;
const LONGEST_MESSAGE = 4096;

/** The annotations that a step can show, the first of each kind, and how many were cut. */
export function capAnnotations(annotations: readonly Annotation[]): {
  readonly shown: readonly Annotation[];
  readonly cut: number;
} {
  const shown = (['error', 'warning', 'notice'] as const).flatMap((kind) =>
    annotations.filter((annotation) => annotation.kind === kind).slice(0, MOST_OF_A_KIND),
  );
  return { shown: shown.map(shortened), cut: annotations.length - shown.length };
}

function shortened(annotation: Annotation): Annotation {
  const { message } = annotation;
  if (message.length <= LONGEST_MESSAGE) return annotation;
  return { ...annotation, message: `${message.slice(0, LONGEST_MESSAGE - 1)}…` };
}
