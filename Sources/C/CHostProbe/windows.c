// The version, the registry and the native machine type of Windows.

#include "CHostProbe.h"

#if defined(_WIN32)

#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00
#endif
#include <windows.h>

#include <errno.h>

#if defined(_MSC_VER)
#pragma comment(lib, "advapi32.lib")
#endif

static const wchar_t current_version[] = L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

// Without this flag a 32-bit process sees another part of the registry.
enum { where = RRF_SUBKEY_WOW6464KEY };

enum { longest_name = 64, longest_text = 256 };

typedef void (*any_function)(void);
typedef LONG(WINAPI *get_version)(OSVERSIONINFOEXW *);
typedef BOOL(WINAPI *get_machines)(HANDLE, USHORT *, USHORT *);

static any_function function_named(const wchar_t *library, const char *name) {
    HMODULE module = GetModuleHandleW(library);
    return module ? (any_function)GetProcAddress(module, name) : NULL;
}

int host_probe_read_windows_version(struct host_probe_windows_version *version) {
    get_version get = (get_version)function_named(L"ntdll.dll", "RtlGetVersion");
    if (!get) return ENOSYS;
    OSVERSIONINFOEXW answer = {.dwOSVersionInfoSize = sizeof answer};
    if (get(&answer) != 0) return EIO;
    version->major = answer.dwMajorVersion;
    version->minor = answer.dwMinorVersion;
    version->build = answer.dwBuildNumber;
    version->product = answer.wProductType;
    return 0;
}

static int widened(const char *name, wchar_t *wide) {
    return MultiByteToWideChar(CP_UTF8, 0, name, -1, wide, longest_name) > 0 ? 0 : EINVAL;
}

int host_probe_windows_text(const char *name, char *text, size_t capacity) {
    wchar_t wide[longest_name], value[longest_text];
    int failure = widened(name, wide);
    if (failure) return failure;
    DWORD size = sizeof value;
    LSTATUS status = RegGetValueW(HKEY_LOCAL_MACHINE, current_version, wide, RRF_RT_REG_SZ | where, NULL, value, &size);
    if (status != ERROR_SUCCESS) return status == ERROR_FILE_NOT_FOUND ? ENOENT : EIO;
    int space = capacity > longest_text * 4 ? longest_text * 4 : (int)capacity;
    return WideCharToMultiByte(CP_UTF8, 0, value, -1, text, space, NULL, NULL) > 0 ? 0 : ENOBUFS;
}

int host_probe_windows_number(const char *name, uint32_t *value) {
    wchar_t wide[longest_name];
    int failure = widened(name, wide);
    if (failure) return failure;
    DWORD answer = 0, size = sizeof answer;
    LSTATUS status =
        RegGetValueW(HKEY_LOCAL_MACHINE, current_version, wide, RRF_RT_REG_DWORD | where, NULL, &answer, &size);
    if (status != ERROR_SUCCESS) return status == ERROR_FILE_NOT_FOUND ? ENOENT : EIO;
    *value = answer;
    return 0;
}

int host_probe_windows_native_machine(uint16_t *machine) {
    // Windows 10 1709 and later; earlier versions did not support arm64.
    get_machines get = (get_machines)function_named(L"kernel32.dll", "IsWow64Process2");
    if (!get) return ENOSYS;
    USHORT process, native;
    if (!get(GetCurrentProcess(), &process, &native)) return EIO;
    *machine = native;
    return 0;
}

int host_probe_windows_feature(uint32_t number) {
    return IsProcessorFeaturePresent(number) ? 1 : 0;
}

#else

int host_probe_read_windows_version(struct host_probe_windows_version *version) {
    (void)version;
    return HOST_PROBE_UNSUPPORTED;
}

int host_probe_windows_text(const char *name, char *text, size_t capacity) {
    (void)name, (void)text, (void)capacity;
    return HOST_PROBE_UNSUPPORTED;
}

int host_probe_windows_number(const char *name, uint32_t *value) {
    (void)name, (void)value;
    return HOST_PROBE_UNSUPPORTED;
}

int host_probe_windows_native_machine(uint16_t *machine) {
    (void)machine;
    return HOST_PROBE_UNSUPPORTED;
}

int host_probe_windows_feature(uint32_t number) {
    (void)number;
    return HOST_PROBE_UNSUPPORTED;
}

#endif
