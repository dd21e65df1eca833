/** Rules for TypeScript that this folder and tests/browser share. */
export const typescriptRules = {
	"@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
	"@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
};
