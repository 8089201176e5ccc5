#pragma once
// zlib's state of one stream that is unpacked, ended with it. Memory: zlib's, about 40 KiB. One thread at a time.

#include <zlib.h>

#include <cstdint>

namespace sluss::connectors::registers {

class Inflater {
 public:
  /// What is around the packed bytes.
  enum class Around : std::uint8_t { nothing, gzip };

  explicit Inflater(Around around);
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// False: there was no memory for it, and `stream` cannot be inflated.
  [[nodiscard]] bool good() const { return good_; }

  z_stream stream{};

 private:
  bool good_;
};

}  // namespace sluss::connectors::registers
