/// Probes of the machine that Swift cannot make itself. Each function returns one raw fact, without interpretation.
///
/// Every function is declared on every system, and returns HOST_PROBE_UNSUPPORTED where it does not apply.
/// Otherwise it returns 0 and the fact, or a positive errno. No function allocates memory that the caller must
/// free, and none changes the calling process.

#ifndef RESOLVE_CHOSTPROBE_H
#define RESOLVE_CHOSTPROBE_H

#include <stddef.h>
#include <stdint.h>

/// The probe does not apply to this system or processor, and was not made.
#define HOST_PROBE_UNSUPPORTED (-1)

/// The architecture this code was compiled for, by its OCI name; "unknown" if it is not listed.
const char *host_probe_process_arch(void);

/// The name of an errno ("ENOEXEC"), or a null pointer for an unlisted number.
const char *host_probe_error_name(int number);

// MARK: x86 processors

/// The four registers that one CPUID leaf fills.
struct host_probe_registers {
    uint32_t eax, ebx, ecx, edx;
};

/// Executes CPUID; ENOENT if the processor has no such leaf.
int host_probe_cpuid(uint32_t leaf, uint32_t subleaf, struct host_probe_registers *registers);

/// Reads an extended control register; ENOENT if the system has not enabled XGETBV.
int host_probe_xgetbv(uint32_t index, uint64_t *value);

// MARK: the kernel's description of the processor

/// AT_HWCAP of the auxiliary vector.
int host_probe_hwcap(uint64_t *value);

/// AT_HWCAP2 of the auxiliary vector.
int host_probe_hwcap2(uint64_t *value);

/// AT_PLATFORM of the auxiliary vector; the text belongs to the process.
int host_probe_at_platform(const char **text);

/// One value of riscv_hwprobe(2) for all processors.
int host_probe_riscv_hwprobe(int64_t key, uint64_t *value);

// MARK: the kernel

/// The machine and the release from uname(2).
int host_probe_uname(char *machine, char *release, size_t capacity);

/// The size of a page of memory in bytes, from sysconf(3).
int host_probe_page_size(int64_t *bytes);

/// Tries personality(PER_LINUX32) on an arm64 kernel, in a child process.
int host_probe_try_linux32(void);

/// Runs a tiny 32-bit program of the processor's older sibling in a child: i386 on x86-64, arm on arm64.
///
/// The errno is that of execveat(2); ECHILD means that the program started and was then killed.
int host_probe_try_elf32(void);

// MARK: macOS and FreeBSD

/// A string from sysctlbyname(3), truncated to the capacity.
int host_probe_sysctl_text(const char *name, char *text, size_t capacity);

/// A number of four or eight bytes from sysctlbyname(3).
int host_probe_sysctl_number(const char *name, int64_t *value);

// MARK: Windows

/// The result of RtlGetVersion in ntdll.
struct host_probe_windows_version {
    uint32_t major, minor, build, product;
};

/// Calls RtlGetVersion, which, unlike GetVersionEx, returns the real version to programs without a manifest.
int host_probe_read_windows_version(struct host_probe_windows_version *version);

/// A text value of `SOFTWARE\Microsoft\Windows NT\CurrentVersion`, as UTF-8.
int host_probe_windows_text(const char *name, char *text, size_t capacity);

/// A number of `SOFTWARE\Microsoft\Windows NT\CurrentVersion`.
int host_probe_windows_number(const char *name, uint32_t *value);

/// The native machine type according to IsWow64Process2 (0x8664, 0xAA64).
int host_probe_windows_native_machine(uint16_t *machine);

/// The result of IsProcessorFeaturePresent for one PF number: 1, 0, or HOST_PROBE_UNSUPPORTED.
int host_probe_windows_feature(uint32_t number);

// MARK: files

/// Reads the first bytes of a file; the count is at most the capacity.
int host_probe_read(const char *path, void *bytes, size_t capacity, size_t *count);

/// Writes the names in a directory, each followed by a zero byte; ENOBUFS if they do not fit.
int host_probe_list(const char *path, char *names, size_t capacity, size_t *count);

#endif
