#pragma once
// A TCP proxy on loopback that cuts: a connection is broken (or falls silent) when so many bytes have gone through it.

#include <cstdint>
#include <memory>
#include <optional>

namespace sluss::tests {

enum class Cut : std::uint8_t {
  reset,   ///< both sides get a reset
  silent,  ///< nothing more is passed on, and nothing is closed
};

class CuttingProxy {
 public:
  /// Passes on to 127.0.0.1:port. Throws std::runtime_error when it cannot listen.
  explicit CuttingProxy(int port);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  [[nodiscard]] int port() const;
  /// After so many bytes of both directions together, counted from this call over all connections; nothing: never.
  void cut_after(std::optional<std::uint64_t> bytes, Cut how = Cut::reset);
  /// Bytes of both directions since cut_after().
  [[nodiscard]] std::uint64_t passed() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sluss::tests
