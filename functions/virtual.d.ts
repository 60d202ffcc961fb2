/** infra/bundles.ts makes this module when it bundles the function. */
declare module 'virtual:provision' {
  /** Texts, by their keys in the lake's bucket. */
  export const assets: Readonly<Record<string, string>>;
  export const declared: import('./provision/declared-catalogue.ts').DeclaredCatalogue;
}

/** infra/bundles.ts makes this one, too. */
declare module 'virtual:collect' {
  /** All datasets that a stack may collect. */
  export const collected: readonly import('./collect/collected-dataset.ts').CollectedDataset[];
}
