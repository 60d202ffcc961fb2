/** Records are personal data: what a lake holds is its owner's alone, folders 700 and files 600. */
const PRIVATE = 0o077;

let users: number | null = null;

/** From now on whatever this process makes is its owner's alone, the engine's files too. */
export function keepPrivate(): void {
  users = process.umask(PRIVATE);
}

/** Runs `work`, which writes what the user wants outside the lake, with the modes that they are used to. */
export async function withUsersUmask<T>(work: () => Promise<T>): Promise<T> {
  if (users === null) return work();
  process.umask(users);
  try {
    return await work();
  } finally {
    process.umask(PRIVATE);
  }
}
