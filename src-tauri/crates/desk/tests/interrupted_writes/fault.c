// Loaded into a process with LD_PRELOAD. It counts the calls that change files under one folder and, at one of them, ends
// the process or lets the call fail.
//
// Environment: FAULT_FOLDER; FAULT_AT, the number of the call; FAULT_MODE, see below; FAULT_REPORT, a file that gets the
// number of calls when the process ends by itself. FAULT_SPACE is a file: while it exists, a full disk has space again.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum mode {
    COUNT,    // only counts
    KILL,     // "kill": ends the process before the call
    HALF,     // "half": the same, after a half of the bytes of a write
    FAIL,     // "fail": this call fails with EIO
    FULL,     // "full": this call and all later ones that need space fail with ENOSPC
};

enum need { SPACE, NO_SPACE };

static const char *folder;
static size_t folder_length;
static const char *space;
static long fault_at;
static enum mode mode;
static atomic_long calls;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
    const char *at = getenv("FAULT_AT"), *name = getenv("FAULT_MODE");
    folder = getenv("FAULT_FOLDER");
    folder_length = folder ? strlen(folder) : 0;
    space = getenv("FAULT_SPACE");
    fault_at = at ? atol(at) : 0;
    if (name && strcmp(name, "kill") == 0) mode = KILL;
    if (name && strcmp(name, "half") == 0) mode = HALF;
    if (name && strcmp(name, "fail") == 0) mode = FAIL;
    if (name && strcmp(name, "full") == 0) mode = FULL;
}

__attribute__((destructor)) static void end(void) {
    const char *report = getenv("FAULT_REPORT");
    FILE *file = report ? fopen(report, "w") : NULL;
    if (file) {
        fprintf(file, "%ld\n", atomic_load(&calls));
        fclose(file);
    }
}

static int is_path(const char *path) {
    return folder && path && strncmp(path, folder, folder_length) == 0;
}

static int is_descriptor(int descriptor) {
    char link[64], path[PATH_MAX];
    if (!folder) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_path(path);
}

// Counts a call. Returns the error with which it is to fail, or 0. `half` is set when half of the bytes are to be written.
static int next_call(enum need need, int *half) {
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (fault_at == 0) return 0;
    if (mode == FULL) {
        int has_space = need == NO_SPACE || (space && access(space, F_OK) == 0);
        return number >= fault_at && !has_space ? ENOSPC : 0;
    }
    if (number != fault_at) return 0;
    if (mode == FAIL) return EIO;
    if (mode == HALF && half) {
        *half = 1;
        return 0;
    }
    if (mode == KILL || mode == HALF) kill(getpid(), SIGKILL);
    return 0;
}

static void end_process(void) {
    kill(getpid(), SIGKILL);
}

#define FAILED(need) \
    do { \
        int error = next_call(need, NULL); \
        if (error) { errno = error; return -1; } \
    } while (0)

#define WRITES(type, name, parameters, arguments, half_arguments) \
    type name parameters { \
        int half = 0; \
        if (is_descriptor(descriptor)) { \
            int error = next_call(SPACE, &half); \
            if (error) { errno = error; return -1; } \
        } \
        if (half) { REAL(name) half_arguments; end_process(); } \
        return REAL(name) arguments; \
    }

WRITES(ssize_t, write, (int descriptor, const void *bytes, size_t count), (descriptor, bytes, count),
       (descriptor, bytes, count / 2))
WRITES(ssize_t, pwrite, (int descriptor, const void *bytes, size_t count, off_t at), (descriptor, bytes, count, at),
       (descriptor, bytes, count / 2, at))
WRITES(ssize_t, pwrite64, (int descriptor, const void *bytes, size_t count, off64_t at), (descriptor, bytes, count, at),
       (descriptor, bytes, count / 2, at))
WRITES(ssize_t, writev, (int descriptor, const struct iovec *parts, int count), (descriptor, parts, count),
       (descriptor, parts, count / 2))

int fsync(int descriptor) {
    if (is_descriptor(descriptor)) FAILED(SPACE);
    return REAL(fsync)(descriptor);
}

int fdatasync(int descriptor) {
    if (is_descriptor(descriptor)) FAILED(SPACE);
    return REAL(fdatasync)(descriptor);
}

int ftruncate(int descriptor, off_t length) {
    if (is_descriptor(descriptor)) FAILED(SPACE);
    return REAL(ftruncate)(descriptor, length);
}

int ftruncate64(int descriptor, off64_t length) {
    if (is_descriptor(descriptor)) FAILED(SPACE);
    return REAL(ftruncate64)(descriptor, length);
}

int rename(const char *from, const char *to) {
    if (is_path(from) || is_path(to)) FAILED(SPACE);
    return REAL(rename)(from, to);
}

int unlink(const char *path) {
    if (is_path(path)) FAILED(NO_SPACE);
    return REAL(unlink)(path);
}

int mkdir(const char *path, mode_t permissions) {
    if (is_path(path)) FAILED(SPACE);
    return REAL(mkdir)(path, permissions);
}

#define CREATES(name) \
    int name(const char *path, int flags, ...) { \
        va_list rest; \
        va_start(rest, flags); \
        mode_t permissions = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        if (flags & (O_CREAT | O_TRUNC) && is_path(path)) FAILED(SPACE); \
        return REAL(name)(path, flags, permissions); \
    }

CREATES(open)
CREATES(open64)
