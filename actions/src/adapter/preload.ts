import cluster from 'node:cluster';
import { isMainThread } from 'node:worker_threads';
import { adaptService } from './adapt-service.ts';

/**
 * Node.js loads this into every thread and fork of the service too: only its main process and the workers of its own
 * cluster serve.
 */
const adapted = Number(process.env['ADAPTED_PROCESS']);
const isItself = process.pid === adapted;
const isItsWorker = cluster.isWorker && process.ppid === adapted;
if (isMainThread && (isItself || isItsWorker)) await adaptService(import.meta.dirname);
