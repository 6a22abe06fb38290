const SIGNALS: readonly unknown[] = ['SIGTERM', 'SIGINT'];
type Listener = (signal: NodeJS.Signals, ...rest: unknown[]) => void;
type On = (event: string | symbol, listener: Listener) => NodeJS.Process;

/**
 * The service’s own listeners to SIGTERM and SIGINT hear of them once `begin` is done: most of them close at once, and would
 * cut off whoever is on the way. A service without any ends then.
 */
export function handOverSignals({ begin }: { begin: (whenDone: () => void) => void }): void {
  const held = holdListeners();
  let state: 'serving' | 'draining' | 'handed-over' = 'serving';

  function take(signal: NodeJS.Signals): void {
    if (state === 'draining') return;
    // By a library that raises the signal again, as if nobody had listened to it.
    if (state === 'handed-over') process.exit(0);
    state = 'draining';
    begin(() => {
      state = 'handed-over';
      const listeners = held.get(signal) ?? [];
      if (listeners.length === 0) process.exit(0);
      for (const listener of listeners.splice(0)) listener.call(process, signal);
    });
  }

  held.attach(take);
}

interface Held {
  get(signal: string): Listener[] | undefined;
  attach(listener: (signal: NodeJS.Signals) => void): void;
}

function holdListeners(): Held {
  const held = new Map<unknown, Listener[]>(SIGNALS.map((signal) => [signal, []]));
  const on = process.on.bind(process) as On;

  function hold(name: 'on' | 'addListener' | 'once' | 'prependListener' | 'prependOnceListener'): void {
    const original = process[name].bind(process) as On;
    function add(event: string | symbol, listener: Listener): NodeJS.Process {
      const list = held.get(event);
      if (list === undefined) return original(event, listener);
      if (name.startsWith('prepend')) list.unshift(listener);
      else list.push(listener);
      return process;
    }
    process[name] = add as (typeof process)[typeof name];
  }

  function release(name: 'off' | 'removeListener'): void {
    const original = process[name].bind(process) as On;
    function remove(event: string | symbol, listener: Listener): NodeJS.Process {
      const list = held.get(event);
      if (list === undefined) return original(event, listener);
      const at = list.indexOf(listener);
      if (at !== -1) list.splice(at, 1);
      return process;
    }
    process[name] = remove as (typeof process)[typeof name];
  }

  for (const name of ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener'] as const)
    hold(name);
  for (const name of ['off', 'removeListener'] as const) release(name);
  return {
    get: (signal) => held.get(signal),
    attach(listener) {
      for (const signal of held.keys()) on(String(signal), listener);
    },
  };
}
