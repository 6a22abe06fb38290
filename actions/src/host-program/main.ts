import { runHostProgram } from './host-program.ts';
import { realPorts } from './ports.ts';

await runHostProgram((place) => realPorts(place));
