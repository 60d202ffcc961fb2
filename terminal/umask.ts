/** Records are personal data, so only the owner may read a lake: folders have mode 700, files 600. */
const PRIVATE = 0o077;

let users: number | null = null;

/** Makes all files that this process creates from now on private, the engine's files too. */
export function keepPrivate(): void {
  users = process.umask(PRIVATE);
}

/** Runs `work` with the user's own umask, for files that the user wants outside the lake. */
export async function withUsersUmask<T>(work: () => Promise<T>): Promise<T> {
  if (users === null) return work();
  process.umask(users);
  try {
    return await work();
  } finally {
    process.umask(PRIVATE);
  }
}
