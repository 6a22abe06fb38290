import { readdir } from 'node:fs/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { bindingOf } from '../evidence/bindings.ts';
import { GATE_NAMES } from '../policy/known-gates.ts';
import { loadGate } from './gate.ts';

jest.setTimeout(60_000);

describe('the gates that there are', () => {
  it('are the folders here, and each can be loaded and looks', async () => {
    const entries = await readdir(new URL('.', import.meta.url), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(GATE_NAMES).toEqual(folders.sort());
    for (const name of GATE_NAMES) {
      const gate = await loadGate(name);
      expect([gate.boundTo, typeof gate.look]).toEqual([bindingOf(name), 'function']);
    }
  });
});
