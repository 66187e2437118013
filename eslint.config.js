import tseslint from 'typescript-eslint';
import prettier from 'eslint-config-prettier';

/** Folders of src/, lowest first: a folder imports only from those before it and from itself. */
const floors = [
  'text',
  'knowledge',
  'architecture',
  'estimate',
  'search',
  'compile',
  'tools',
  'resources',
  'prompts',
  'server',
  'commands',
];

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'node_modules'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      // stdout belongs to the protocol.
      'no-console': 'error',
    },
  },
  ...floors.map((floor, height) => ({
    files: [`src/${floor}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: floors
            .slice(height + 1)
            .map((above) => ({ group: [`../${above}/*`], message: `${floor}/ lies below ${above}/.` })),
        },
      ],
    },
  })),
  prettier,
);
