// Each rule is proved by a test that plants a violation (test/architecture.spec.ts).
// Without enhancedResolveOptions an ESM-only package is not resolved, and the last rule never fires.
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "domain-is-pure", severity: "error", from: { path: "^src/domain" }, to: { pathNot: "^src/domain" } },
    {
      name: "projections-are-pure",
      severity: "error",
      from: { path: "^src/projections" },
      to: { pathNot: "^src/(projections|domain)" },
    },
    {
      name: "app-knows-no-adapter",
      severity: "error",
      from: { path: "^src/app" },
      to: {
        path: "^src/(infra|api|cli|mcp|composition|config)|node_modules/(pg|slonik|@eventstore|fastify|inversify)/",
      },
    },
    {
      name: "doors-know-no-adapter",
      severity: "error",
      from: { path: "^src/(api|cli|mcp)" },
      to: { path: "^src/infra|node_modules/(pg|slonik|@eventstore)/" },
    },
    {
      name: "adapters-know-no-door",
      severity: "error",
      from: { path: "^src/infra" },
      to: { path: "^src/(api|cli|mcp|composition|index|main)" },
    },
    {
      name: "only-composition-wires",
      severity: "error",
      from: { path: "^src", pathNot: "^src/composition/" },
      to: { path: "node_modules/(inversify|reflect-metadata)/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
