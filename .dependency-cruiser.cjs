const PIPELINE_ACTIONS = [
  'deploy',
  'package-artifact',
  'plan',
  'publish-release',
  'rollback',
  'run-gates',
  'watch-environments',
];

const ACTIONS = [
  ...PIPELINE_ACTIONS,
  'checklist',
  'config-validation',
  'coverage-threshold',
  'read-policy',
  'require-jobs',
];

/** Imports point one way: script or action → subject → errors. */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'engine-knows-no-script-and-no-application',
      comment: 'The engine ships any application; a script is a thin layer over it.',
      severity: 'error',
      from: { path: '^actions/src/' },
      to: { path: '^(scripts|app|tests|perf)/' },
    },
    {
      name: 'application-stands-alone',
      severity: 'error',
      from: { path: '^app/' },
      to: { path: '^(actions|scripts|tests|perf)/' },
    },
    {
      name: 'errors-are-the-ground',
      severity: 'error',
      from: { path: '^actions/src/(errors|reason-codes)\\.ts$' },
      to: { path: '^actions/src/', pathNot: '^actions/src/reason-codes\\.ts$' },
    },
    {
      name: 'deployment-touches-the-world-through-ports',
      comment:
        'What a simulation could not own would not be tested: no file, process, socket or clock of its own.',
      severity: 'error',
      from: { path: '^actions/src/(deployment|ledger|host|watch|statistics)/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(node:)?(fs|fs/promises|child_process|net|http|timers|timers/promises)$',
        dependencyTypes: ['core'],
      },
    },
    {
      name: 'nothing-heavy-on-a-host',
      comment: 'The host program is one small file: building and SQL parsing stay where artifacts are made.',
      severity: 'error',
      from: { path: '^actions/src/(host-program|supervisor/keeper-main|front/front-main)' },
      to: { path: 'node_modules/(esbuild|libpg-query|@cyclonedx|listr2|commander)/', reachable: true },
    },
    {
      name: 'pipeline-is-the-top-of-the-engine',
      comment: 'Above it are scripts, and the actions that build and deploy.',
      severity: 'error',
      from: {
        path: '^actions/src/',
        pathNot: `^actions/src/(pipeline|terminal|${PIPELINE_ACTIONS.join('|')})/`,
      },
      to: { path: '^actions/src/(pipeline|terminal)/' },
    },
    {
      name: 'no-action-is-a-subject',
      comment: 'What two actions need is a subject’s: an action is imported by nobody.',
      severity: 'error',
      from: { path: '^actions/src/([^/]+)/', pathNot: '(\\.test\\.ts$|/testing/|^actions/src/prove/)' },
      to: { path: `^actions/src/(${ACTIONS.join('|')})/`, pathNot: '^actions/src/$1/' },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { pathNot: '(\\.test\\.ts$|/testing/|^tests/|^perf/)' },
      to: { path: '(\\.test\\.ts$|/testing/)' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '(\\.test\\.ts$|/gate\\.ts$|^[^/]+$)' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
