/** infra/bundles.ts makes this module when it bundles the function. */
declare module 'virtual:collect' {
  /** All datasets that a stack may collect. */
  export const collected: readonly import('./collected-dataset.ts').CollectedDataset[];
}
