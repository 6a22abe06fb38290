import { LineCounter, parseDocument, isNode } from 'yaml';
import { z } from 'zod';

const values = z.record(z.string(), z.unknown()).default({});

const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: values,
  env: values,
});

const job = z.looseObject({
  needs: z
    .union([z.string().transform((name) => [name]), z.array(z.string())])
    .default([])
    .readonly(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: values,
  secrets: z.unknown().optional(),
  permissions: z.unknown().optional(),
  environment: z.unknown().optional(),
  concurrency: z.unknown().optional(),
  'timeout-minutes': z.unknown().optional(),
  steps: z.array(step).default([]),
});

const workflow = z.looseObject({
  on: z.unknown().optional(),
  permissions: z.unknown().optional(),
  concurrency: z.unknown().optional(),
  jobs: z.record(z.string(), job).default({}),
  // Of a composite action.
  runs: z.looseObject({ steps: z.array(step).default([]) }).optional(),
});

export type Job = z.output<typeof job>;
export type Step = z.output<typeof step>;
export type Place = readonly (string | number)[];

/** A workflow, or the `action.yml` of a composite action, which has steps and no jobs. */
export interface WorkflowFile {
  /** From the repository’s root: `.github/workflows/pipeline.yml`. */
  readonly path: string;
  readonly text: string;
  readonly content: z.output<typeof workflow>;
  /** Counted from 1; of the nearest thing above, where nothing stands at that place. */
  lineOf(place: Place): number;
}

/** What YAML itself makes of it; the linters of the platform say what is wrong with its form. */
export function readWorkflowFile(path: string, text: string): WorkflowFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const content = workflow.parse(document.toJS() ?? {});
  function lineOf(place: Place): number {
    for (let depth = place.length; depth > 0; depth -= 1) {
      const node = document.getIn(place.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  }
  return { path, text, content, lineOf };
}

export interface PlacedStep {
  readonly step: Step;
  readonly place: Place;
}

/** The steps of all jobs, or those of a composite action. */
export function stepsOf({ content }: WorkflowFile): readonly PlacedStep[] {
  const ofJobs = Object.entries(content.jobs).flatMap(([id, { steps }]) =>
    steps.map((each, index) => ({ step: each, place: ['jobs', id, 'steps', index] })),
  );
  const ofAction = (content.runs?.steps ?? []).map((each, index) => ({
    step: each,
    place: ['runs', 'steps', index],
  }));
  return [...ofJobs, ...ofAction];
}

export interface PlacedJob {
  readonly id: string;
  readonly job: Job;
  readonly place: Place;
}

export function jobsOf({ content }: WorkflowFile): readonly PlacedJob[] {
  return Object.entries(content.jobs).map(([id, each]) => ({ id, job: each, place: ['jobs', id] }));
}
