/*
 * Stands between a process and its storage: loaded by LD_PRELOAD, it sees every call of the C
 * library that opens, reads or changes something below one folder, by Node and by the engine alike,
 * and lets it be done, fails it, does half of it, or kills the process just before it.
 *
 * What it does is said by environment variables (test/faults/storage.ts sets them):
 *   STORAGE_ROOT       the folder, an absolute path
 *   STORAGE_TRACE      a file that gets a line for each operation: number, kind, path, between tabs
 *   STORAGE_SNAPSHOTS  a folder that gets a copy of the root before each operation that changes it,
 *                      and in the middle of each write: what a kill there would leave. Each is named
 *                      by the operation's number, those in the middle with `-half`
 *   STORAGE_KINDS      the kinds of operation that a fault is meant for: `write,rename`
 *   STORAGE_AT         which of those, from 1
 *   STORAGE_ONWARDS    if set, all after it too
 *   STORAGE_ERRNO      the error that it fails with; without one the process is killed by SIGKILL
 *   STORAGE_WAITS      if set, it waits for ever instead, as a file system that does not answer makes it
 *   STORAGE_TEAR       if set, a write is done by half before the process is killed
 *   STORAGE_SHORT      if set, reads give half of what is asked for, or one byte
 *   STORAGE_CLOCK      seconds that the clock of the process is ahead of the right time
 *
 * Kinds: open (for reading), create (for writing), list, read, write, rename, remove, folder, cut,
 * sync, mode, link.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* The function of the C library that one of ours stands in for. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static const char *root, *snapshots, *kinds;
static int trace = -1, failure, waits, is_torn, is_short, goes_onwards;
static long at, operations, meant, clock_offset;

/* Operations are done one after the other, so that a copy is of one moment. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static long number(const char *name) {
  const char *text = getenv(name);
  return text ? atol(text) : 0;
}

__attribute__((constructor)) static void begins(void) {
  const char *file = getenv("STORAGE_TRACE");
  if (file) trace = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  snapshots = getenv("STORAGE_SNAPSHOTS");
  kinds = getenv("STORAGE_KINDS");
  at = number("STORAGE_AT");
  failure = number("STORAGE_ERRNO");
  goes_onwards = getenv("STORAGE_ONWARDS") != NULL;
  waits = getenv("STORAGE_WAITS") != NULL;
  is_torn = getenv("STORAGE_TEAR") != NULL;
  is_short = getenv("STORAGE_SHORT") != NULL;
  clock_offset = number("STORAGE_CLOCK");
  root = getenv("STORAGE_ROOT");
}

/* ---- Which paths are meant ---- */

static const char *below(const char *path) {
  size_t length = root ? strlen(root) : 0;
  int is = length && !strncmp(path, root, length) && (path[length] == '/' || !path[length]);
  return is ? path : NULL;
}

/* The path that a descriptor was opened by, if it is below the root. */
static const char *of_descriptor(int fd, char *found) {
  char link[40];
  if (!root) return NULL;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, found, PATH_MAX - 1);
  if (length < 0) return NULL;
  found[length] = 0;
  return below(found);
}

/* A path, seen from a folder that is open, if it is below the root. */
static const char *of_path(int folder, const char *path, char *found) {
  if (!root || !path) return NULL;
  if (!strncmp(path, "/dev/fd/", 8)) return of_descriptor(atoi(path + 8), found);
  if (path[0] == '/') return below(path);
  char start[PATH_MAX];
  if (folder == AT_FDCWD ? !getcwd(start, sizeof start) : !of_descriptor(folder, start)) return NULL;
  snprintf(found, PATH_MAX, "%.2000s/%.2000s", start, path);
  return below(found);
}

/* ---- Copies of the root ---- */

static void copy(const char *from, const char *to) {
  struct stat is;
  if (lstat(from, &is)) return;
  if (S_ISDIR(is.st_mode)) {
    REAL(mkdir)(to, is.st_mode & 07777);
    DIR *folder = REAL(opendir)(from);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
      if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
      char one[PATH_MAX], other[PATH_MAX];
      snprintf(one, sizeof one, "%.2000s/%s", from, entry->d_name);
      snprintf(other, sizeof other, "%.2000s/%s", to, entry->d_name);
      copy(one, other);
    }
    if (folder) closedir(folder);
  } else if (S_ISREG(is.st_mode)) {
    int in = REAL(open)(from, O_RDONLY | O_CLOEXEC);
    int out = REAL(open)(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, is.st_mode & 07777);
    while (REAL(sendfile)(out, in, NULL, 1 << 20) > 0) continue;
    /* Receipts know a raw object by its time. */
    REAL(futimens)(out, (struct timespec[]){is.st_atim, is.st_mtim});
    close(in);
    close(out);
  }
}

static void snapshot(const char *moment) {
  char to[PATH_MAX];
  snprintf(to, sizeof to, "%s/%06ld%s", snapshots, operations, moment);
  copy(root, to);
}

/* ---- What becomes of an operation ---- */

static int is_one_of(const char *list, const char *kind) {
  size_t length = strlen(kind);
  for (const char *from = list; from && (from = strstr(from, kind)); from += length) {
    int begins = from == list || from[-1] == ',';
    if (begins && (from[length] == ',' || !from[length])) return 1;
  }
  return 0;
}

static void killed(void) {
  kill(getpid(), SIGKILL);
  pause();
}

/* Whether the write that has begun is to be torn. */
static int tears;

/* Before an operation. Gives 0 if it is to be done, with `ends` after it; else it has failed. */
static int begin(const char *kind, const char *path) {
  pthread_mutex_lock(&lock);
  operations++;
  if (trace >= 0) dprintf(trace, "%ld\t%s\t%s\n", operations, kind, path);
  if (snapshots && !is_one_of("open,list,read,sync", kind)) snapshot("");
  int is_meant = at && is_one_of(kinds, kind) && (++meant == at || (goes_onwards && meant > at));
  if (!is_meant) return 0;
  while (waits) pause();
  if (!failure && is_torn && !strcmp(kind, "write")) return tears = 1, 0;
  if (!failure) killed();
  pthread_mutex_unlock(&lock);
  errno = failure;
  return -1;
}

static void ends(void) {
  int error = errno;
  pthread_mutex_unlock(&lock);
  errno = error;
}

static void in_the_middle(void) {
  if (tears) killed();
  if (snapshots) snapshot("-half");
}

/* ---- Opening, reading and writing ---- */

static const char *opened_for(int flags) {
  return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) ? "create" : "open";
}

#define OPEN(name, folder, ...)                                              \
  {                                                                          \
    va_list more;                                                            \
    va_start(more, flags);                                                   \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;  \
    va_end(more);                                                            \
    char found[PATH_MAX];                                                    \
    const char *meant = of_path(folder, path, found);                        \
    if (!meant) return REAL(name)(__VA_ARGS__, flags, mode);                 \
    if (begin(opened_for(flags), meant)) return -1;                          \
    int fd = REAL(name)(__VA_ARGS__, flags, mode);                           \
    ends();                                                                  \
    return fd;                                                               \
  }

int open(const char *path, int flags, ...) OPEN(open, AT_FDCWD, path)
int open64(const char *path, int flags, ...) OPEN(open64, AT_FDCWD, path)
int openat(int folder, const char *path, int flags, ...) OPEN(openat, folder, folder, path)
int openat64(int folder, const char *path, int flags, ...) OPEN(openat64, folder, folder, path)

/* The bytes that a read asks for instead of so many. */
static size_t shortened(size_t bytes) {
  static long reads;
  if (!is_short) return bytes;
  return ++reads % 3 == 0 ? 1 : (bytes + 1) / 2;
}

#define READ(name, ...)                                                      \
  {                                                                          \
    char found[PATH_MAX];                                                    \
    const char *path = of_descriptor(fd, found);                             \
    if (!path) return REAL(name)(fd, to, bytes __VA_OPT__(, ) __VA_ARGS__);  \
    if (begin("read", path)) return -1;                                      \
    ssize_t done = REAL(name)(fd, to, shortened(bytes) __VA_OPT__(, ) __VA_ARGS__); \
    ends();                                                                  \
    return done;                                                             \
  }

ssize_t read(int fd, void *to, size_t bytes) READ(read)
ssize_t pread(int fd, void *to, size_t bytes, off_t offset) READ(pread, offset)
ssize_t pread64(int fd, void *to, size_t bytes, off64_t offset) READ(pread64, offset)

/* The rest of a write comes after its middle. */
#define WRITE(name, first, rest)                                             \
  {                                                                          \
    char found[PATH_MAX];                                                    \
    const char *path = of_descriptor(fd, found);                             \
    if (!path) return REAL(name) first(bytes);                               \
    if (begin("write", path)) return -1;                                     \
    size_t half = tears || snapshots ? bytes / 2 : 0;                        \
    ssize_t done = half ? REAL(name) first(half) : 0;                        \
    if (half || tears) in_the_middle();                                      \
    if (done == (ssize_t)half) {                                             \
      ssize_t more = REAL(name) rest;                                        \
      done = more < 0 ? more : done + more;                                  \
    }                                                                        \
    ends();                                                                  \
    return done;                                                             \
  }

#define UP_TO(count) (fd, from, count)
#define UP_TO_AT(count) (fd, from, count, offset)
ssize_t write(int fd, const void *from, size_t bytes)
  WRITE(write, UP_TO, (fd, (const char *)from + half, bytes - half))
ssize_t pwrite(int fd, const void *from, size_t bytes, off_t offset)
  WRITE(pwrite, UP_TO_AT, (fd, (const char *)from + half, bytes - half, offset + half))
ssize_t pwrite64(int fd, const void *from, size_t bytes, off64_t offset)
  WRITE(pwrite64, UP_TO_AT, (fd, (const char *)from + half, bytes - half, offset + half))

/* ---- All others: done, or not ---- */

#define CALL(type, name, parameters, arguments, kind, place, on_failure)     \
  type name parameters {                                                     \
    char found[PATH_MAX];                                                    \
    const char *meant = place;                                               \
    if (!meant) return REAL(name) arguments;                                 \
    if (begin(kind, meant)) return on_failure;                               \
    type done = REAL(name) arguments;                                        \
    ends();                                                                  \
    return done;                                                             \
  }
#define BY_PATH(name, parameters, arguments, kind) \
  CALL(int, name, parameters, arguments, kind, of_path(AT_FDCWD, path, found), -1)
#define BY_PLACE(name, parameters, arguments, kind) \
  CALL(int, name, parameters, arguments, kind, of_path(folder, path, found), -1)
#define BY_DESCRIPTOR(type, name, parameters, arguments, kind) \
  CALL(type, name, parameters, arguments, kind, of_descriptor(fd, found), -1)

#define VECTOR int fd, const struct iovec *pieces, int count
BY_DESCRIPTOR(ssize_t, readv, (VECTOR), (fd, pieces, count), "read")
BY_DESCRIPTOR(ssize_t, preadv, (VECTOR, off_t o), (fd, pieces, count, o), "read")
BY_DESCRIPTOR(ssize_t, preadv64, (VECTOR, off64_t o), (fd, pieces, count, o), "read")
BY_DESCRIPTOR(ssize_t, writev, (VECTOR), (fd, pieces, count), "write")
BY_DESCRIPTOR(ssize_t, pwritev, (VECTOR, off_t o), (fd, pieces, count, o), "write")
BY_DESCRIPTOR(ssize_t, pwritev64, (VECTOR, off64_t o), (fd, pieces, count, o), "write")
BY_DESCRIPTOR(ssize_t, sendfile, (int fd, int in, off_t *o, size_t n), (fd, in, o, n), "write")
BY_DESCRIPTOR(ssize_t, sendfile64, (int fd, int in, off64_t *o, size_t n), (fd, in, o, n), "write")
BY_DESCRIPTOR(ssize_t, copy_file_range,
              (int in, off64_t *from, int fd, off64_t *to, size_t n, unsigned flags),
              (in, from, fd, to, n, flags), "write")
BY_DESCRIPTOR(int, fallocate, (int fd, int how, off_t o, off_t n), (fd, how, o, n), "write")
BY_DESCRIPTOR(int, fallocate64, (int fd, int how, off64_t o, off64_t n), (fd, how, o, n), "write")

BY_DESCRIPTOR(int, ftruncate, (int fd, off_t bytes), (fd, bytes), "cut")
BY_DESCRIPTOR(int, ftruncate64, (int fd, off64_t bytes), (fd, bytes), "cut")
BY_PATH(truncate, (const char *path, off_t bytes), (path, bytes), "cut")
BY_PATH(truncate64, (const char *path, off64_t bytes), (path, bytes), "cut")
BY_DESCRIPTOR(int, fsync, (int fd), (fd), "sync")
BY_DESCRIPTOR(int, fdatasync, (int fd), (fd), "sync")

BY_PATH(rename, (const char *path, const char *to), (path, to), "rename")
BY_PLACE(renameat, (int folder, const char *path, int there, const char *to),
         (folder, path, there, to), "rename")
BY_PLACE(renameat2, (int folder, const char *path, int there, const char *to, unsigned flags),
         (folder, path, there, to, flags), "rename")
BY_PATH(unlink, (const char *path), (path), "remove")
BY_PLACE(unlinkat, (int folder, const char *path, int flags), (folder, path, flags), "remove")
BY_PATH(rmdir, (const char *path), (path), "remove")
BY_PATH(mkdir, (const char *path, mode_t mode), (path, mode), "folder")
BY_PLACE(mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode), "folder")
CALL(int, link, (const char *from, const char *path), (from, path), "link",
     of_path(AT_FDCWD, path, found), -1)
CALL(int, symlink, (const char *from, const char *path), (from, path), "link",
     of_path(AT_FDCWD, path, found), -1)
BY_PATH(chmod, (const char *path, mode_t mode), (path, mode), "mode")
BY_DESCRIPTOR(int, fchmod, (int fd, mode_t mode), (fd, mode), "mode")
BY_DESCRIPTOR(int, futimens, (int fd, const struct timespec times[2]), (fd, times), "mode")
BY_PLACE(utimensat, (int folder, const char *path, const struct timespec times[2], int flags),
         (folder, path, times, flags), "mode")

/* Asking whether one may write is refused where writing is. */
int access(const char *path, int how) {
  char found[PATH_MAX];
  const char *meant = how & W_OK ? of_path(AT_FDCWD, path, found) : NULL;
  if (meant && begin("mode", meant)) return -1;
  int done = REAL(access)(path, how);
  if (meant) ends();
  return done;
}

CALL(DIR *, opendir, (const char *path), (path), "list", of_path(AT_FDCWD, path, found), NULL)
BY_PATH(scandir,
        (const char *path, struct dirent ***list, int (*wanted)(const struct dirent *),
         int (*order)(const struct dirent **, const struct dirent **)),
        (path, list, wanted, order), "list")
BY_PATH(scandir64,
        (const char *path, struct dirent64 ***list, int (*wanted)(const struct dirent64 *),
         int (*order)(const struct dirent64 **, const struct dirent64 **)),
        (path, list, wanted, order), "list")

/* ---- The clock ---- */

int clock_gettime(clockid_t clock, struct timespec *now) {
  int done = REAL(clock_gettime)(clock, now);
  if (!done && clock == CLOCK_REALTIME) now->tv_sec += clock_offset;
  return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  int done = REAL(gettimeofday)(now, zone);
  if (!done) now->tv_sec += clock_offset;
  return done;
}

time_t time(time_t *to) {
  time_t now = REAL(time)(NULL) + clock_offset;
  if (to) *to = now;
  return now;
}
