import { z } from 'zod';

/** What each gate demands. One that demands nothing of its own has no place here. */
export const gateSettings = z.strictObject({});

/** The gates that can't look without their settings. */
export const NEED_SETTINGS: readonly string[] = [];
