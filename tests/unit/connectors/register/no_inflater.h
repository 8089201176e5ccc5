#pragma once
// A test's own inflateInit2, which can say that there is no memory. In one source of a test program.

#include <dlfcn.h>
#include <zlib.h>

namespace sluss::tests {

/// While it lives, no stream can be unpacked.
class NoInflater {
 public:
  NoInflater() { wanted = true; }
  ~NoInflater() { wanted = false; }
  NoInflater(const NoInflater&) = delete;
  NoInflater& operator=(const NoInflater&) = delete;

  static inline bool wanted = false;
};

}  // namespace sluss::tests

extern "C" int inflateInit2_(z_streamp stream, int window, const char* version, int size) {
  if (sluss::tests::NoInflater::wanted) return Z_MEM_ERROR;
  using Init = int (*)(z_streamp, int, const char*, int);
  const auto own = reinterpret_cast<Init>(dlsym(RTLD_NEXT, "inflateInit2_"));
  return own(stream, window, version, size);
}
