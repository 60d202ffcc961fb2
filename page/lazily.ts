/**
 * An object whose parts are computed when they are first read, because a view reads few of them.
 * @param parts the computation of each part
 */
export function lazily<Parts extends object>(
  parts: {
    readonly [Name in keyof Parts]: () => Parts[Name];
  },
): Parts {
  const object = {} as Parts;
  for (const name of Object.keys(parts) as (keyof Parts)[]) {
    Object.defineProperty(object, name, {
      enumerable: true,
      configurable: true,
      get() {
        const value = parts[name]();
        Object.defineProperty(object, name, { enumerable: true, value });
        return value;
      },
    });
  }
  return object;
}
