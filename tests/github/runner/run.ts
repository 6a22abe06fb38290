import { waitUntil } from '../../../actions/src/testing/wait-until.ts';
import { Attempts } from './attempts.ts';
import { startProblems } from './calls.ts';
import type { Groups } from './concurrency.ts';
import type { Equipment } from './desk.ts';
import { githubContext } from './github-context.ts';
import { joinGroup } from './join-group.ts';
import { newJobView, type JobView } from './job-view.ts';
import type { Machines } from './machines.ts';
import { all, type Permissions } from './permissions.ts';
import type { Workflow } from './read-workflow.ts';
import type { RunOrder } from './run-order.ts';
import { runScope } from './run-scope.ts';
import { worst, type JobResult, type RunInProgress, type Scope } from './scope.ts';
import type { Conclusion, JobHandle, ServerRun, Status } from './server-port.ts';
import type { Plain } from './value.ts';

/** One run of one workflow, through all its attempts. */
export class Run implements RunInProgress {
  readonly order: RunOrder;
  readonly attempts = new Attempts();
  /** Of the present attempt, those it keeps included. */
  jobs: JobView[] = [];
  conclusion: Conclusion | null = null;
  /** Why GitHub would not start it, or what ended it as a whole. */
  problems: readonly string[] = [];
  isCancelled = false;
  triggeringActor: string;
  #before: readonly JobView[] = [];
  #isPending = true;
  #work: Promise<void> = Promise.resolve();
  /** Of the runner itself: no job’s failure. */
  #fault: unknown;
  readonly #numbers = new Map<JobView, number>();
  readonly #cancellers = new Set<() => void>();
  readonly #losers = new Map<JobView, () => void>();
  #stop = new AbortController();

  constructor(order: RunOrder) {
    this.order = order;
    this.triggeringActor = order.actor;
  }

  get id(): number {
    return this.order.serverRun.id;
  }

  get attempt(): number {
    return this.attempts.number;
  }

  get status(): Status {
    if (this.conclusion !== null) return 'completed';
    if (this.#isPending) return 'pending';
    return this.jobs.some(({ status }) => status === 'waiting') ? 'waiting' : 'in_progress';
  }

  get equipment(): Equipment {
    return this.order.equipment;
  }

  get groups(): Groups {
    return this.order.groups;
  }

  get machines(): Machines {
    return this.order.machines;
  }

  get serverRun(): ServerRun {
    return this.order.serverRun;
  }

  get isFork(): boolean {
    return this.order.isFork;
  }

  get ref(): string {
    return this.order.ref;
  }

  /** By its id in the file, or by its name on the page. */
  job(wanted: string): JobView {
    const found = this.jobs.find(({ id, name }) => id === wanted || name === wanted);
    if (found !== undefined) return found;
    throw new Error(`No job ${wanted}. There are: ${this.jobs.map(({ name }) => name).join(', ')}`);
  }

  begin(): this {
    this.#work = this.#runAttempt();
    this.#work.catch((error: unknown) => {
      this.#fault = error;
    });
    return this;
  }

  async settled(): Promise<this> {
    await this.#work;
    return this;
  }

  async waitFor(
    fact: (run: this) => boolean,
    what = 'the run has come so far',
    withinMs?: number,
  ): Promise<this> {
    await waitUntil(
      () => {
        if (this.#fault !== undefined) throw this.#fault as Error;
        return fact(this);
      },
      what,
      withinMs,
    );
    return this;
  }

  /** `always()` and posts still have their say. */
  cancel(reason = 'The run was canceled.'): void {
    if (this.conclusion !== null || this.isCancelled) return;
    this.isCancelled = true;
    this.problems = [reason];
    if (this.#isPending) this.#stop.abort('cancelled');
    for (const cancel of [...this.#cancellers]) cancel();
  }

  /**
   * The machine of a job that is under way goes out: no step, no post and no `always()` of it comes any more. GitHub sees it
   * when ten minutes of silence are over; here it sees it at once. https://github.com/actions/runner/issues/1546
   */
  loseRunner(wanted: string): void {
    const lose = this.#losers.get(this.job(wanted));
    if (lose === undefined) throw new Error(`No runner is at work on ${wanted}.`);
    lose();
  }

  /** The same commit, ref and event, with the first actor's rights. */
  async rerun({ failedOnly = false, actor = this.order.actor, isTold = false } = {}): Promise<this> {
    await this.settled();
    this.attempts.begin({ failedOnly });
    this.triggeringActor = actor;
    this.#before = this.jobs;
    this.jobs = [];
    this.problems = [];
    this.conclusion = null;
    this.isCancelled = false;
    this.#isPending = true;
    this.#stop = new AbortController();
    if (!isTold) this.equipment.server.startAttempt(this.serverRun, { attempt: this.attempt, actor });
    return this.begin();
  }

  onCancel(cancel: () => void): () => void {
    this.#cancellers.add(cancel);
    return () => this.#cancellers.delete(cancel);
  }

  onLost(view: JobView, lose: () => void): () => void {
    this.#losers.set(view, lose);
    return () => this.#losers.delete(view);
  }

  github(): Plain {
    return githubContext(this.order, { attempt: this.attempt, triggeringActor: this.triggeringActor });
  }

  workflowAt(path: string): Workflow {
    const found = this.order.workflows.get(path);
    if (found === undefined) throw new Error(`No workflow ${path} in this commit.`);
    return found;
  }

  addView(wish: Pick<JobView, 'id' | 'name'>): JobView {
    const view = newJobView({ ...wish, attempt: this.attempt });
    this.jobs.push(view);
    this.#numbers.set(
      view,
      this.equipment.server.addJob(this.serverRun, { attempt: this.attempt, name: wish.name }),
    );
    return view;
  }

  progressView(view: JobView, status: Status): void {
    view.status = status;
    this.equipment.server.progressJob(this.#numbers.get(view) ?? 0, { status });
  }

  finishView(view: JobView, conclusion: Conclusion, outputs: JobView['outputs'] = {}): void {
    view.status = 'completed';
    view.conclusion = conclusion;
    view.outputs = outputs;
    this.equipment.server.progressJob(this.#numbers.get(view) ?? 0, {
      status: 'completed',
      conclusion,
      steps: view.steps,
    });
  }

  handleFor(view: JobView, permissions: Permissions): JobHandle {
    const { server } = this.equipment;
    const id = this.#numbers.get(view) ?? 0;
    const place = { run: this.serverRun, attempt: this.attempt };
    return {
      ...place,
      id,
      token: server.tokenFor(permissions),
      runtimeToken: server.runtimeToken({ ...place, job: id }),
    };
  }

  record(id: string, result: JobResult): JobResult {
    return this.attempts.record(id, result);
  }

  keep(id: string): JobResult {
    this.jobs.push(...this.#before.filter((view) => view.id === id || view.id.startsWith(`${id}.`)));
    return this.attempts.keep(id);
  }

  async #runAttempt(): Promise<void> {
    this.problems = startProblems({
      workflow: this.order.workflow,
      allowed: all('write'),
      find: (path) => this.order.workflows.get(path),
    });
    if (this.problems.length > 0) {
      this.#finish('startup_failure');
      return;
    }
    const joined = await joinGroup({
      groups: this.groups,
      value: this.order.workflow.fields['concurrency'],
      contexts: { github: this.github(), inputs: this.order.inputs, vars: this.equipment.server.variables() },
      member: this,
      ancestors: [],
      ready: Promise.resolve(),
      signal: this.#stop.signal,
      onCancel: (reason) => {
        this.cancel(reason);
      },
    });
    if (joined.kind === 'cancelled') {
      this.#finish('cancelled');
      return;
    }
    this.#isPending = false;
    this.equipment.server.progressRun(this.serverRun, { status: 'in_progress' });
    const scope = this.#rootScope();
    await runScope(scope);
    joined.leave();
    this.#finish(worst([...scope.results.values()].map(({ result }) => result)));
  }

  #rootScope(): Scope {
    const { server } = this.equipment;
    return {
      run: this,
      workflow: this.order.workflow,
      inputs: this.order.inputs,
      // A fork's pull request gets none: https://docs.github.com/en/actions/reference/security/secure-use
      secrets: (environment) =>
        this.isFork
          ? {}
          : { ...server.secrets(), ...(environment === undefined ? {} : server.secrets(environment)) },
      allowed: all('write'),
      prefix: '',
      namePrefix: '',
      signal: new AbortController().signal,
      ancestors: [this],
      results: new Map(),
      isDirty: false,
    };
  }

  #finish(conclusion: Conclusion): void {
    this.#isPending = false;
    this.conclusion = conclusion;
    this.equipment.server.progressRun(this.serverRun, { status: 'completed', conclusion });
  }
}
