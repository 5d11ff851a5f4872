/// Questions to the machine that Swift cannot ask itself: one function, one answer, no judgement.
///
/// Every function is declared on every system; where a question has no meaning the answer is
/// HOST_PROBE_UNSUPPORTED. A question that was asked gives 0 and the answer, or the positive errno
/// that stood in its way. Nothing here allocates memory that the caller must free, and nothing
/// changes the calling process.

#ifndef RESOLVE_CHOSTPROBE_H
#define RESOLVE_CHOSTPROBE_H

#include <stddef.h>
#include <stdint.h>

/// The question has no meaning on this system or processor: it was not asked.
#define HOST_PROBE_UNSUPPORTED (-1)

/// The architecture this code was compiled for, by its OCI name; "unknown" when it has none here.
const char *host_probe_process_arch(void);

/// The name of an errno ("ENOEXEC"), or a null pointer for a number without a name here.
const char *host_probe_error_name(int number);

// MARK: x86 processors

/// The four registers that one CPUID leaf answers.
struct host_probe_registers {
    uint32_t eax, ebx, ecx, edx;
};

/// Asks CPUID; ENOENT when the processor has no such leaf.
int host_probe_cpuid(uint32_t leaf, uint32_t subleaf, struct host_probe_registers *registers);

/// Reads an extended control register; ENOENT when the system has not enabled XGETBV.
int host_probe_xgetbv(uint32_t index, uint64_t *value);

// MARK: the kernel's word on the processor

/// AT_HWCAP of the auxiliary vector.
int host_probe_hwcap(uint64_t *value);

/// AT_HWCAP2 of the auxiliary vector.
int host_probe_hwcap2(uint64_t *value);

/// AT_PLATFORM of the auxiliary vector; the text belongs to the process.
int host_probe_at_platform(const char **text);

/// One value of riscv_hwprobe(2) for all processors.
int host_probe_riscv_hwprobe(int64_t key, uint64_t *value);

// MARK: the kernel

/// The machine and the release of uname(2), and nothing else of it.
int host_probe_uname(char *machine, char *release, size_t capacity);

/// Tries personality(PER_LINUX32) of an arm64 kernel in a child; the caller keeps its own.
int host_probe_try_linux32(void);

/// Runs a tiny 32-bit program of the processor's older sibling in a child: i386 on x86-64, arm on arm64.
///
/// The errno is that of execveat(2); ECHILD says that the program started, and was then killed.
int host_probe_try_elf32(void);

// MARK: macOS and FreeBSD

/// A text that sysctlbyname(3) knows, cut at the capacity.
int host_probe_sysctl_text(const char *name, char *text, size_t capacity);

/// A number of four or eight bytes that sysctlbyname(3) knows.
int host_probe_sysctl_number(const char *name, int64_t *value);

// MARK: Windows

/// What RtlGetVersion of ntdll says.
struct host_probe_windows_version {
    uint32_t major, minor, build, product;
};

/// Asks RtlGetVersion, which, unlike GetVersionEx, does not lie to programs without a manifest.
int host_probe_read_windows_version(struct host_probe_windows_version *version);

/// A text value of `SOFTWARE\Microsoft\Windows NT\CurrentVersion`, as UTF-8.
int host_probe_windows_text(const char *name, char *text, size_t capacity);

/// A number of `SOFTWARE\Microsoft\Windows NT\CurrentVersion`.
int host_probe_windows_number(const char *name, uint32_t *value);

/// The machine that IsWow64Process2 calls native (0x8664, 0xAA64).
int host_probe_windows_native_machine(uint16_t *machine);

/// What IsProcessorFeaturePresent says of one PF number: 1, 0, or HOST_PROBE_UNSUPPORTED.
int host_probe_windows_feature(uint32_t number);

// MARK: files

/// Reads the first bytes of a file; the count is at most the capacity.
int host_probe_read(const char *path, void *bytes, size_t capacity, size_t *count);

/// Writes the names in a folder, each ended by a zero byte; ENOBUFS when they do not fit.
int host_probe_list(const char *path, char *names, size_t capacity, size_t *count);

#endif
