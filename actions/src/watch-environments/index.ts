import { runTask } from '../runner/run-task.ts';
import { action } from './main.ts';

process.exitCode = await runTask(action, process.env);
