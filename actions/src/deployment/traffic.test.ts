import { describe, expect, it } from '@jest/globals';
import type { HttpAnswer, HttpRequest, Network } from '../ports/network.ts';
import { systemClock } from '../ports/clock.ts';
import { waitUntil } from '../testing/wait-until.ts';
import type { SmokeProbe } from './smoke.ts';
import { generateTraffic, type RunningTraffic } from './traffic.ts';

const READ: SmokeProbe = { path: '/read', method: 'GET', status: 200 };
const WRITE: SmokeProbe = { path: '/write', method: 'POST', body: { by: 'a rehearsal' }, status: 201 };
const CLIENTS = 4;
const WELL: Readonly<Record<string, number>> = { '/read': 200, '/write': 201 };

/** A network whose answers come when the test says so. */
class HeldNetwork implements Network {
  readonly asked: HttpRequest[] = [];
  #held: (() => void)[] = [];

  ask(question: HttpRequest): Promise<HttpAnswer> {
    this.asked.push(question);
    return new Promise((resolve) => {
      this.#held.push(() => {
        resolve({ status: WELL[question.path] ?? 404, body: '', milliseconds: 1 });
      });
    });
  }

  /** Every client has asked, and waits. */
  async areAllWaiting(): Promise<void> {
    await waitUntil(() => Promise.resolve(this.#held.length === CLIENTS), 'each client waits for its answer');
  }

  answerAll(): void {
    const held = this.#held;
    this.#held = [];
    for (const answer of held) answer();
  }
}

function begin(network: HeldNetwork, writes: readonly SmokeProbe[] = [WRITE]): RunningTraffic {
  const front = { port: 1 } as Parameters<typeof generateTraffic>[0]['front'];
  return generateTraffic({ network, clock: systemClock, front }, { reads: [READ], writes });
}

describe('generated traffic', () => {
  it('asks reads and writes in turn at users’ own address, a write with its body', async () => {
    const network = new HeldNetwork();
    const traffic = begin(network);
    await network.areAllWaiting();
    const stopped = traffic.stop();
    network.answerAll();
    expect(await stopped).toMatchObject({ asked: CLIENTS, failed: 0, failures: [] });
    expect(network.asked.map(({ path, json, at }) => [path, json, at])).toEqual([
      ['/read', undefined, { port: 1 }],
      ['/write', WRITE.body, { port: 1 }],
      ['/read', undefined, { port: 1 }],
      ['/write', WRITE.body, { port: 1 }],
    ]);
  });

  it('counts for a part what began and ended in it, and what was under way at a switch for none', async () => {
    const network = new HeldNetwork();
    const traffic = begin(network);
    await network.areAllWaiting();
    traffic.beginPart();
    // Asked before the part began.
    network.answerAll();
    await network.areAllWaiting();
    // Asked and answered in it.
    network.answerAll();
    await network.areAllWaiting();
    traffic.endPart();
    traffic.beginPart();
    const stopped = traffic.stop();
    // Asked in the first part, and answered in the second.
    network.answerAll();
    const { asked, parts } = await stopped;
    expect(asked).toBe(3 * CLIENTS);
    const half = { asked: CLIENTS / 2, failed: 0 };
    const none = { asked: 0, failed: 0 };
    expect(parts).toEqual([
      { reads: half, writes: half },
      { reads: none, writes: none },
    ]);
  });

  it('tells of a write that was not accepted, and counts it', async () => {
    const network = new HeldNetwork();
    const traffic = begin(network, [{ ...WRITE, path: '/refused' }]);
    traffic.beginPart();
    await network.areAllWaiting();
    network.answerAll();
    await network.areAllWaiting();
    const stopped = traffic.stop();
    network.answerAll();
    const { failed, failures, parts } = await stopped;
    expect(failed).toBe(CLIENTS);
    expect(failures).toEqual(['POST /refused: expected 201, found 404.']);
    // Those of the first round were asked before the part began.
    expect(parts).toEqual([{ reads: { asked: 2, failed: 0 }, writes: { asked: 2, failed: 2 } }]);
  });
});
