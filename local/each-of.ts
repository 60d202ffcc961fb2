/**
 * Works on all items, some at a time. After a failure none is begun any more, and the failure is
 * thrown once those under way have ended: whoever gives back a lock then, or closes an engine, has
 * nobody at work behind them.
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

/** What `make` gives for each item, in their order; some at a time, as a process has few files open. */
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
