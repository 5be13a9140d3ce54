export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.{test,spec}.ts"],
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/.muster/"],
  extensionsToTreatAsEsm: [".ts"],
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2024", parser: { syntax: "typescript" } } }] },
  globalSetup: "<rootDir>/test/support/globalSetup.ts",
  globalTeardown: "<rootDir>/test/support/globalTeardown.ts",
  testTimeout: 60_000,
};
