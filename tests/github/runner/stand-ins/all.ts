import type { StandIn } from '../stand-in.ts';
import { checkout } from './checkout.ts';
import { downloadArtifact } from './download-artifact.ts';
import { uploadArtifact } from './upload-artifact.ts';

/** By `owner/name`. What only a test can know (attest, release-please) it gives itself. */
export const standIns: Readonly<Record<string, StandIn>> = {
  'actions/checkout': checkout,
  'actions/download-artifact': downloadArtifact,
  'actions/setup-node': nothing,
  'actions/upload-artifact': uploadArtifact,
  'actions/dependency-review-action': nothing,
  'github/codeql-action': nothing,
};

/** What needs the network, and gives nothing that another job reads. */
function nothing(): Promise<Record<string, string>> {
  return Promise.resolve({});
}
