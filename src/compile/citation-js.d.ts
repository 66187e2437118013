// The two functions of citation-js that are used; the package ships no types.
declare module '@citation-js/core' {
  export const plugins: {
    input: { chain(input: string, options: { target: string; generateGraph: boolean }): unknown };
  };
}
declare module '@citation-js/plugin-bibtex';
