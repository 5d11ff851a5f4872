// launcher RESULT PROGRAM [ARGUMENT…]: runs PROGRAM and writes to the file RESULT what it took: wall nanoseconds, user
// and system microseconds, peak resident KiB, exit status.
//
// Linux counts into a program's peak memory what the process that started it held. So the starter has to be small, which
// a Swift program with Foundation is not.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

static long long nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static long long microseconds(struct timeval time) {
    return time.tv_sec * 1000000LL + time.tv_usec;
}

int main(int count, char **arguments) {
    if (count < 3) {
        fputs("usage: launcher RESULT PROGRAM [ARGUMENT...]\n", stderr);
        return 64;
    }
    long long start = nanoseconds();
    pid_t child = fork();
    if (child < 0) {
        perror("fork");
        return 71;
    }
    if (child == 0) {
#ifdef __linux__
        // Who ends the launcher ends the program.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
        execvp(arguments[2], arguments + 2);
        perror(arguments[2]);
        _exit(127);
    }
    int status = 0;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) != child) {
        perror("wait4");
        return 71;
    }
    long long wall = nanoseconds() - start;
    long peak = usage.ru_maxrss;
#ifdef __APPLE__
    peak /= 1024;
#endif
    FILE *result = fopen(arguments[1], "w");
    if (!result) {
        perror(arguments[1]);
        return 73;
    }
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    fprintf(result, "%lld %lld %lld %ld %d\n", wall, microseconds(usage.ru_utime), microseconds(usage.ru_stime), peak, code);
    return fclose(result) ? 74 : 0;
}
