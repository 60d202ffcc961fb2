/** Made by infra/bundles.ts when the function is bundled. */
declare module 'virtual:assets' {
  /** Text by its key in the lake's bucket. */
  export const assets: Readonly<Record<string, string>>;
}
