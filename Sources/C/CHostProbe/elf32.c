// A 32-bit program of 96 bytes, run from memory: the most reliable proof that such programs run.

#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CHostProbe.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include "child.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MFD_CLOEXEC
#define MFD_CLOEXEC 1u
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 0x10u
#endif

// The exit status of the program. It is not an errno, so it cannot be mistaken for a failed exec.
enum { ran = 200 };

#if defined(__x86_64__)
enum { machine = EM_386, flags = 0, base = 0x08048000, alignment = 0x1000 };
// mov ebx, 200 · mov eax, 1 (exit) · int 0x80
#define CODE {0xbb, ran, 0, 0, 0, 0xb8, 1, 0, 0, 0, 0xcd, 0x80}
#else
// The kernel requires an EABI version in the flags; the alignment permits pages of 64 KiB.
enum { machine = EM_ARM, flags = 0x05000000, base = 0x10000, alignment = 0x10000 };
// mov r7, #1 (exit) · mov r0, #200 · svc #0
#define CODE {1, 0x70, 0xa0, 0xe3, ran, 0, 0xa0, 0xe3, 0, 0, 0, 0xef}
#endif

struct program {
    Elf32_Ehdr header;
    Elf32_Phdr segment;
    unsigned char code[12];
};

static const struct program program = {
    .header = {
        .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_EXEC,
        .e_machine = machine,
        .e_version = EV_CURRENT,
        .e_entry = base + offsetof(struct program, code),
        .e_phoff = offsetof(struct program, segment),
        .e_flags = flags,
        .e_ehsize = sizeof(Elf32_Ehdr),
        .e_phentsize = sizeof(Elf32_Phdr),
        .e_phnum = 1,
    },
    .segment = {
        .p_type = PT_LOAD,
        .p_vaddr = base,
        .p_paddr = base,
        .p_filesz = sizeof(struct program),
        .p_memsz = sizeof(struct program),
        .p_flags = PF_R | PF_X,
        .p_align = alignment,
    },
    .code = CODE,
};

// Runs in the child, because a sandbox may kill the process that makes one of these calls.
static int become_program(void) {
    static char *const nothing[] = {NULL};
    static char *const name[] = {(char *)"elf32", NULL};
    int descriptor = (int)syscall(SYS_memfd_create, "elf32", MFD_CLOEXEC | MFD_EXEC);
    // Linux before 6.3 does not support MFD_EXEC, and permits the execution of every memfd.
    if (descriptor < 0 && errno == EINVAL) descriptor = (int)syscall(SYS_memfd_create, "elf32", MFD_CLOEXEC);
    if (descriptor < 0) return errno;
    ssize_t written = write(descriptor, &program, sizeof program);
    if (written != (ssize_t)sizeof program) return written < 0 ? errno : EIO;
    syscall(SYS_execveat, descriptor, "", name, nothing, AT_EMPTY_PATH);
    return errno;
}

int host_probe_try_elf32(void) {
    int status = 0;
    int failure = host_probe_run_child(become_program, &status);
    if (failure) return failure;
    return status == ran ? 0 : status;
}

#else

int host_probe_try_elf32(void) {
    return HOST_PROBE_UNSUPPORTED;
}

#endif
