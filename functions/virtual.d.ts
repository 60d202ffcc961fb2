/** Made by infra/bundles.ts when the function is bundled. */
declare module 'virtual:provision' {
  /** Text by its key in the lake's bucket. */
  export const assets: Readonly<Record<string, string>>;
  export const declared: import('./provision/declared-catalogue.ts').DeclaredCatalogue;
}
