/** A priority queue by time. Items of the same time keep the order in which they were added. */
export class TimeHeap<T> {
  readonly #times: number[] = [];
  readonly #orders: number[] = [];
  readonly #items: T[] = [];
  #put = 0;

  get size(): number {
    return this.#items.length;
  }

  /** The earliest time, or infinity when empty. */
  get earliest(): number {
    return this.#times.length === 0 ? Number.POSITIVE_INFINITY : this.#times[0]!;
  }

  push(time: number, item: T): void {
    const order = this.#put++;
    let index = this.#items.length;
    this.#times.push(time);
    this.#orders.push(order);
    this.#items.push(item);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#times[parent]! <= time) break;
      this.#copy(parent, index);
      index = parent;
    }
    this.#set(index, time, order, item);
  }

  /** Removes the earliest item. The heap must not be empty. */
  pop(): T {
    const first = this.#items[0]!;
    const time = this.#times.pop()!;
    const order = this.#orders.pop()!;
    const item = this.#items.pop()!;
    if (this.#items.length > 0) this.#sink(time, order, item);
    return first;
  }

  #sink(time: number, order: number, item: T): void {
    const size = this.#items.length;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#before(child + 1, child)) child++;
      const childTime = this.#times[child]!;
      if (time < childTime || (time === childTime && order < this.#orders[child]!)) break;
      this.#copy(child, index);
      index = child;
    }
    this.#set(index, time, order, item);
  }

  #before(left: number, right: number): boolean {
    const difference = this.#times[left]! - this.#times[right]!;
    return difference < 0 || (difference === 0 && this.#orders[left]! < this.#orders[right]!);
  }

  #copy(from: number, to: number): void {
    this.#set(to, this.#times[from]!, this.#orders[from]!, this.#items[from]!);
  }

  #set(index: number, time: number, order: number, item: T): void {
    this.#times[index] = time;
    this.#orders[index] = order;
    this.#items[index] = item;
  }
}
