/**
 * Erlang B: the share of contacts that find all servers busy, if those that do go away.
 * The recursion B(0) = 1, B(n) = aB(n−1) / (n + aB(n−1)) has no factorial and no power, so that it is
 * exact to the last digits for any number of servers.
 * @param load in erlangs, 0 or more
 * @param servers a whole number, 0 or more
 * @returns 0..1
 */
export function erlangB(load: number, servers: number): number {
  let blocked = 1;
  for (let server = 1; server <= servers && blocked > 0; server++) {
    blocked = (load * blocked) / (server + load * blocked);
  }
  return blocked;
}
