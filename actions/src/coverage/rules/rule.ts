import type { Finding } from '../../verdict/verdict.ts';
import type { Demands } from '../demands.ts';
import type { Measurement } from '../measure.ts';

/** Named as the sentence that it enforces: what it gives is where that is not so. */
export type Rule = (measurement: Measurement, demands: Demands) => readonly Finding[];
