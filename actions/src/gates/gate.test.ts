import { describe, expect, it, jest } from '@jest/globals';
import { gateNames, loadGate } from './gate.ts';

jest.setTimeout(60_000);

const BOUND_TO: Record<string, string> = { config: 'configuration', rehearsal: 'pair' };

describe('the gates that there are', () => {
  it('are these, and each can be loaded and looks', async () => {
    const names = await gateNames();
    expect([...names].sort()).toEqual(['build', 'config', 'rehearsal', 'tests']);
    for (const name of names) {
      const gate = await loadGate(name);
      expect([gate.boundTo, typeof gate.look]).toEqual([BOUND_TO[name] ?? 'artifact', 'function']);
    }
  });
});
