import { describe, expect, it, jest } from '@jest/globals';
import { gateNames, loadGate } from './gate.ts';

jest.setTimeout(60_000);

describe('the gates that there are', () => {
  it('are these, and each can be loaded and looks', async () => {
    const names = await gateNames();
    expect([...names].sort()).toEqual(['build', 'config', 'tests']);
    for (const name of names) {
      const gate = await loadGate(name);
      expect([gate.boundTo, typeof gate.look]).toEqual([
        name === 'config' ? 'configuration' : 'artifact',
        'function',
      ]);
    }
  });
});
