/**
 * Works on all items, `atOnce` at a time. After a failure no further item is begun, and the failure
 * is thrown once the items under way have ended. Therefore nothing is at work any more when the
 * caller releases a lock or closes an engine.
 */
export async function eachOf<T>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | null = null;
  const worker = async () => {
    for (let next = queue.next(); !next.done && !failure; next = queue.next()) {
      await work(next.value).catch((error: unknown) => {
        failure ??= { error };
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failure) throw (failure as { readonly error: unknown }).error;
}

/** Maps items, `atOnce` at a time, and keeps their order. */
export async function mapEach<T, R>(
  items: readonly T[],
  atOnce: number,
  make: (item: T) => Promise<R>,
): Promise<R[]> {
  const made = new Array<R>(items.length);
  await eachOf(items.entries(), atOnce, async ([i, item]) => {
    made[i] = await make(item);
  });
  return made;
}
