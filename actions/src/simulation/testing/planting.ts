import type { DeploymentPorts } from '../../deployment/ports.ts';
import type { Files } from '../../ports/files.ts';
import type { Spoil } from '../world.ts';

/** A way in which the product could be wrong, put between it and the world: its own code has no hook for this. */
export interface PlantedBug {
  readonly name: string;
  /** Those that it may be found by; whichever comes first depends on the schedule. */
  readonly invariants: readonly string[];
  readonly spoil: Spoil;
}

export function withFiles(ports: DeploymentPorts, other: Partial<Files>): DeploymentPorts {
  return { ...ports, files: overriding(ports.files, other) };
}

export function overriding<Port extends object>(port: Port, other: Partial<Port>): Port {
  return new Proxy(port, {
    get(target, name) {
      if (Reflect.has(other, name)) return Reflect.get(other, name) as unknown;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
