/** The house's doors (docs/adr/0002). Never relaxed to let a change through. */
const context = '^src/features/([^/]+)/'
const tests = '\\.test\\.ts$'

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'domain-is-pure',
      comment: 'domain imports nothing but itself and platform/prelude',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/domain/', pathNot: tests },
      to: { pathNot: ['^src/features/$1/domain/', '^src/platform/prelude/'] }
    },
    {
      name: 'app-knows-no-adapter',
      comment:
        'app imports its own domain and ports, the platform, and other contexts through their index.ts',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/app/', pathNot: tests },
      to: { path: ['^src/features/$1/(adapters|ui)/', '^src/(boot|routes|design)/'] }
    },
    {
      name: 'one-door-a-context',
      comment: 'other contexts are entered through index.ts only',
      severity: 'error',
      from: { path: context },
      to: { path: '^src/features/', pathNot: ['^src/features/$1/', '^src/features/[^/]+/index\\.ts$'] }
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/(features|boot|routes|design)/' }
    },
    {
      name: 'design-stands-alone',
      severity: 'error',
      from: { path: '^src/design/' },
      to: { path: '^src/(features|boot|routes|platform)/' }
    },
    {
      name: 'only-boot-wires',
      comment: 'adapters are chosen in boot; features never import boot',
      severity: 'error',
      from: { path: '^src/features/' },
      to: { path: '^src/(boot|routes)/' }
    },
    {
      name: 'routes-call-use-cases',
      comment: 'routes see contexts through index.ts, their ui and their messages; boot only as a type',
      severity: 'error',
      from: { path: '^src/routes/' },
      to: { path: ['^src/features/[^/]+/(domain|app|adapters)/', '^src/platform/database/'] }
    },
    {
      name: 'no-orphan-package',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^\\$app/', '^\\./\\$types'] }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(build|\\.svelte-kit)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'default', 'types', 'svelte'],
      extensions: ['.ts', '.js', '.svelte', '.json']
    }
  }
}
