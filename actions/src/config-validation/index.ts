import { runAction } from '../runner/run-action.ts';
import { action } from './main.ts';

process.exitCode = await runAction(action, process.env);
