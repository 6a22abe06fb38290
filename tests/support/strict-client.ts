import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** One thing that a client asks again and again. */
export interface Ask {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly status: number;
}

export interface Failure {
  readonly name: string;
  readonly at: number;
  readonly what: string;
}

export interface Traffic {
  readonly asked: number;
  readonly failures: readonly Failure[];
  /** Milliseconds, with the time of the answer (`performance.now`), for asks that were answered. */
  readonly answers: readonly { readonly name: string; readonly at: number; readonly ms: number }[];
}

const CLIENTS = 6;
/** Idle moments between requests: a socket that a server closes under an idle client is a failure that users see. */
const LONGEST_PAUSE_MS = 40;
const TIMEOUT_MS = 10_000;

/** The guide's kinds of traffic: a page, a write, a slow answer. */
export const USUAL_ASKS: readonly Ask[] = [
  { name: 'page', method: 'GET', path: '/', status: 200 },
  { name: 'write', method: 'POST', path: '/api/feedback', body: { rating: 5 }, status: 201 },
  { name: 'slow', method: 'GET', path: '/slow', status: 200 },
];

/** Clients with one kept connection each that never ask twice: whatever a server does wrong is counted. */
export class StrictClient {
  #isStopped = false;
  #asked = 0;
  readonly #failures: Failure[] = [];
  readonly #answers: { name: string; at: number; ms: number }[] = [];
  readonly #running: Promise<unknown>;
  readonly #port: number;

  constructor(url: string, asks: readonly Ask[] = USUAL_ASKS) {
    this.#port = Number(new URL(url).port);
    this.#running = Promise.all(Array.from({ length: CLIENTS }, (_, index) => this.#run(asks, index)));
  }

  async stop(): Promise<Traffic> {
    this.#isStopped = true;
    await this.#running;
    return { asked: this.#asked, failures: this.#failures, answers: this.#answers };
  }

  async #run(asks: readonly Ask[], offset: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let turn = offset; !this.#isStopped; turn += 1) {
      const ask = asks[turn % asks.length];
      if (ask !== undefined) await this.#ask(ask, agent);
      await delay(Math.random() * LONGEST_PAUSE_MS);
    }
    agent.destroy();
  }

  async #ask(ask: Ask, agent: Agent): Promise<void> {
    const began = performance.now();
    this.#asked += 1;
    const what = await answer({ ...ask, port: this.#port, agent });
    const at = performance.now();
    if (what === String(ask.status)) this.#answers.push({ name: ask.name, at, ms: at - began });
    else this.#failures.push({ name: ask.name, at, what });
  }
}

function answer({ method, path, body, port, agent }: Ask & { port: number; agent: Agent }): Promise<string> {
  return new Promise((resolve) => {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers =
      payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': payload.length };
    const sent = request(
      { host: '127.0.0.1', port, method, path, agent, headers, timeout: TIMEOUT_MS },
      (response) => {
        response.resume();
        response.on('end', () => {
          resolve(String(response.statusCode));
        });
        response.on('error', (error) => {
          resolve(error.message);
        });
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('timed out')));
    sent.on('error', (error) => {
      resolve(error.message);
    });
    sent.end(payload);
  });
}
