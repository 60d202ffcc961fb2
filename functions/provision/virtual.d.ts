/** infra/bundles.ts makes this module when it bundles the function. */
declare module 'virtual:provision' {
  /** Texts, by their keys in the lake's bucket. */
  export const assets: Readonly<Record<string, string>>;
  export const declared: import('./declared-catalogue.ts').DeclaredCatalogue;
}
