import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores(["dist/", "coverage/", ".muster/", "bench/peer/", "**/*.cjs", "**/*.mjs", "**/*.js"]),
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 4],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true, argsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-assertions": "off",
      "@typescript-eslint/unified-signatures": "off",
    },
  },
  {
    // A factory takes as many parts as it puts together.
    files: ["src/composition/*.ts"],
    rules: { "max-params": "off" },
  },
  {
    files: ["test/**", "bench/**", "scripts/**"],
    rules: { "max-lines-per-function": "off" },
  },
);
